"""When a message may leave, to whom, and what happens when it does not get through; pure."""

from datetime import datetime, time, timedelta, tzinfo

from bangfu.values import SHANGHAI, Refusal

KINDS = {"must_know": "必须知道", "push": "需求推送", "digest": "每周汇总"}
STATES = {
    "made": "已生成",
    "sent": "已发出",
    "delivered": "已送达",
    "read": "已读",
    "failed": "失败",
    "held": "搁置",
    "stopped": "已停止",
}
MERGE_FOR = timedelta(minutes=10)
PUSHES_A_WEEK, WEEK = 3, timedelta(days=7)
QUIET_FROM, QUIET_TO = time(21, 0), time(8, 0)
AUDIENCE_ALONE = 500
TRIES_MAX = 12
"""With the waits below, this is about eight hours."""
WAIT_FIRST, WAIT_MAX = timedelta(seconds=30), timedelta(hours=2)
FAILURES_ALLOWED = 2
"""A channel that fails more often than this without a success in between rests."""
PAUSE_FIRST, PAUSE_MAX = timedelta(seconds=30), timedelta(minutes=10)
DOUBLINGS_MAX = 16
REMIND_AFTER, REMINDERS = timedelta(days=3), 2
DEFAULT_OFF = frozenset({("push", "sms"), ("digest", "sms"), ("digest", "wechat"), ("digest", "wecom")})
"""Who never chose gets everything but this: text messages cost money, and a digest is long."""


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


def is_wanted(kind: str, channel: str, chosen: bool | None) -> bool:
    """Whether a person gets ``kind`` by ``channel``; ``chosen`` is what they said, None when they never did."""
    if kind == "must_know" and channel == "insite":
        return True
    return (kind, channel) not in DEFAULT_OFF if chosen is None else chosen


def wait_after(tries: int, jitter: float) -> timedelta:
    """How long a letter rests after its ``tries``-th failure; ``jitter`` from 0 to 1 spreads it by a fifth either way."""
    whole = min(WAIT_FIRST * 2 ** min(max(tries - 1, 0), DOUBLINGS_MAX), WAIT_MAX)
    return whole * (0.8 + 0.4 * jitter)


def pause_after(failures: int) -> timedelta:
    """How long a channel rests after so many failures without a success; nothing while they are few."""
    if failures <= FAILURES_ALLOWED:
        return timedelta(0)
    return min(PAUSE_FIRST * 2 ** min(failures - FAILURES_ALLOWED - 1, DOUBLINGS_MAX), PAUSE_MAX)


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
