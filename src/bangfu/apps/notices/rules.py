"""When a message may leave, and to whom; pure."""

from datetime import datetime, time, timedelta, tzinfo

from bangfu.values import SHANGHAI, Refusal

KINDS = {"must_know": "必须知道", "push": "需求推送", "digest": "每周汇总"}
STATES = {"made": "已生成", "sent": "已发出", "delivered": "已送达", "read": "已读", "failed": "失败"}
MERGE_FOR = timedelta(minutes=10)
PUSHES_A_WEEK, WEEK = 3, timedelta(days=7)
QUIET_FROM, QUIET_TO = time(21, 0), time(8, 0)
AUDIENCE_ALONE = 500
TRIES_MAX = 5


def after_quiet(at: datetime, zone: tzinfo = SHANGHAI) -> datetime:
    """The first moment from ``at`` on that is not between 21:00 and 08:00."""
    local = at.astimezone(zone)
    if local.time() >= QUIET_FROM:
        return datetime.combine(local.date() + timedelta(days=1), QUIET_TO, zone)
    if local.time() < QUIET_TO:
        return datetime.combine(local.date(), QUIET_TO, zone)
    return at


def not_before(*, kind: str, urgent: bool, keeps_quiet: bool, at: datetime) -> datetime:
    """When a dispatch may leave: pushes wait ten minutes for others to join; quiet channels wait for the morning."""
    ready = at if urgent or kind == "must_know" else at + MERGE_FOR
    return ready if urgent or not keeps_quiet else after_quiet(ready)


def notice_refusal(*, kind: str, title: str, audience: int, by: str, agreed_by: str) -> Refusal | None:
    """Why a notice must not be sent."""
    if kind not in KINDS:
        return Refusal("notices.kind", "没有这种通知，请从列表里选。")
    if not title.strip():
        return Refusal("notices.no_title", "请写标题。")
    if not audience:
        return Refusal("notices.nobody", "没有可以收到的人，请检查名单。")
    if audience > AUDIENCE_ALONE and (not agreed_by or agreed_by == by):
        return Refusal("notices.second_person", f"超过 {AUDIENCE_ALONE} 人的通知要另一位同事同意后才能发。")
    return None
