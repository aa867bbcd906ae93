"""Small words of this room for its templates."""

from typing import Any

from django import template
from django.utils.translation import get_language

from bangfu.apps.organisations.rules.profile import PROFILE_FIELDS
from bangfu.values import Quarter

register = template.Library()


@register.simple_tag
def level_dots(level: int) -> str:
    """A level of 1 to 3 as dots."""
    return "●" * level + "○" * (3 - level)


@register.simple_tag
def share(value: Any) -> str:
    """A share from 0 to 1 as a percentage."""
    return f"{float(value):.0%}"


@register.simple_tag
def quarter(text: str) -> str:
    """2026Q4 as 2026年第四季度, in English as Q4 2026."""
    one = Quarter.parse(text)
    return f"Q{one.number} {one.year}" if (get_language() or "").startswith("en") else one.wording


@register.filter
def field_words(name: str) -> str:
    """What a field of the profile is called."""
    return PROFILE_FIELDS[name].words


@register.filter
def of_key(mapping: dict[str, Any], key: str) -> Any:
    """The value under a key, or the key itself: names of people by their opaque id."""
    return mapping.get(key, key)


_ACTS = {
    "register_organisation": "登记",
    "import_organisations": "批量导入",
    "change_organisation": "修改资料",
    "verify_organisation": "核实通过",
    "verify_organisations": "批量核实",
    "return_organisation": "退回补充",
    "resubmit_organisation": "重新提交",
    "suspend_organisation": "停用",
    "resume_organisation": "恢复",
    "recheck_organisation": "复核",
    "set_credit_status": "更新信用状态",
}


@register.filter
def act_words(action: str) -> str:
    """What an action of the trail is called."""
    return _ACTS.get(action.removeprefix("organisations."), action)
