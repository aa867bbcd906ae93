"""Words and looks that several composed pages share: names of the vocabulary in the reader's language, icons, deadlines."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bangfu.apps.programmes.api import vocabulary

HELP_ICONS = {
    "industry": "sprout",
    "employment": "brief",
    "consumption": "cart",
    "health": "heart",
    "education": "book",
    "volunteering": "hand",
    "greening": "leaf",
    "care": "people",
}
SOON_DAYS, NEAR_DAYS = 7, 20


def is_english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "").startswith("en")


def name_of(section: str, entry_id: str) -> str:
    """The name of a vocabulary entry in the reader's language; an id the pack no longer knows stands as it is."""
    entry = vocabulary().get(section, entry_id)
    if entry is None:
        return entry_id
    return entry.en if is_english() else entry.zh


def names_of(section: str, ids: Iterable[str]) -> str:
    """Several names, joined."""
    return (", " if is_english() else "、").join(name_of(section, each) for each in ids)


def help_tag(kind_of_help: str) -> dict[str, str]:
    """Label and icon of a kind of help."""
    return {"label": name_of("kinds_of_help", kind_of_help), "icon": HELP_ICONS.get(kind_of_help, "hand")}


def due_tag(claim_by: date | None, on: date) -> dict[str, str] | None:
    """How long the counter stays open, with a tone; None without a date."""
    if claim_by is None:
        return None
    days = (claim_by - on).days
    if days < 0:
        return {"text": _("已截止"), "tone": "plain"}
    if days == 0:
        return {"text": _("今天截止"), "tone": "err"}
    tone = "err" if days <= SOON_DAYS else "warn" if days <= NEAR_DAYS else "plain"
    return {"text": _("还有 %(n)d 天") % {"n": days}, "tone": tone}
"""Words for what the trail keeps as names: acts, kinds of records, kinds of actors."""
from django.apps import apps
from django.utils.translation import gettext_lazy as lazy
ACTIONS = {
    "people.create_person": lazy("新建账号"),
    "people.make_password_link": lazy("发设密码链接"),
    "people.set_password_by_link": lazy("设置密码"),
    "people.deactivate_person": lazy("停用账号"),
    "people.activate_person": lazy("启用账号"),
    "people.grant_role": lazy("授权"),
    "people.end_grant": lazy("收回授权"),
    "people.end_sessions": lazy("结束登录"),
    "people.change_preferences": lazy("改个人设置"),
    "people.sign_in": lazy("登录"),
    "people.fail_to_sign_in": lazy("登录失败"),
    "people.build_cast": lazy("生成演示账号"),
    "followups.assign_followup": lazy("安排跟进"),
    "followups.report_followup": lazy("报告办好"),
    "followups.close_followup": lazy("核销跟进"),
    "followups.send_back_followup": lazy("退回再办"),
    "followups.drop_followup": lazy("取消跟进"),
    "notices.send_notice": lazy("发通知"),
    "notices.read_messages": lazy("读消息"),
    "notices.change_wish": lazy("改收通知的方式"),
    "rest.issue_token": lazy("签发接口令牌"),
    "rest.revoke_token": lazy("作废接口令牌"),
SUBJECTS = {
    "people.person": lazy("账号"),
    "people.rolegrant": lazy("授权"),
    "people.passwordlink": lazy("设密码链接"),
    "people.signintry": lazy("登录尝试"),
    "followups.followup": lazy("跟进事项"),
    "notices.notice": lazy("通知"),
    "notices.message": lazy("消息"),
    "notices.wish": lazy("收通知的方式"),
    "rest.apitoken": lazy("接口令牌"),
def action_words(name: str) -> str:
    """What an act is called; its name when it has no words yet."""
    return str(ACTIONS.get(name, name))
def subject_words(label: str) -> str:
    """What a kind of record is called."""
    if label in SUBJECTS:
        return str(SUBJECTS[label])
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label
def actor_words(kind: str) -> str:
    """Who acted, when it was no known person."""
    return {"system": _("系统"), "public": _("访客")}.get(kind, _("未知"))
