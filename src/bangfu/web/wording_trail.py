"""Words for what the trail keeps as names: acts, kinds of records, kinds of actors."""

from django.apps import apps
from django.utils.translation import gettext as _
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
}
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
}


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
