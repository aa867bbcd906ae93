"""Words of this room that are data rather than template text."""

from django.utils.translation import gettext_lazy as _

DUTY_WORDS = {"city": _("市级对口"), "district": _("区县结对"), "team": _("驻镇工作队")}
STATUS_WORDS = {
    "text_read": _("已核对原文"),
    "decided": _("本平台规定"),
    "reported": _("见于报道，未核对原文"),
    "general": _("常识，未核对"),
    "draft": _("征求意见稿"),
}
RULE_KIND_WORDS = {"deadline": _("期限"), "limit": _("限额"), "ratio": _("比例"), "constraint": _("禁止与必须")}
SECTION_WORDS = {
    "kinds_of_help": _("帮扶类别"),
    "fields_of_capability": _("能力领域"),
    "natures": _("输血与造血"),
    "themes": _("主题"),
    "capabilities": _("能力"),
    "resources": _("资源"),
    "resource_classes": _("资源类别"),
    "beneficiary_groups": _("受益群体"),
    "organisation_kinds": _("组织类型"),
    "hub_kinds": _("枢纽类型"),
    "site_kinds": _("五边四旁"),
}
