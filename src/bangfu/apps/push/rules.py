"""Whom a push may reach, and what has to happen before it leaves; pure."""

from datetime import date, datetime, time, timedelta

from bangfu.plumbing.lifecycle import LifeCycle, Transition
from bangfu.values import SHANGHAI, Refusal

DIRECTIONS = {"need": "把需求推给组织", "offers": "把组织的项目推给地方"}
CAUSES = {"desk": "工作台", "hub": "枢纽转推", "published": "需求发布时自动推"}
WHY_LEFT = {
    "no_account": "没有能接单的账号",
    "no_contact": "联系簿里的经办人没有账号，请打电话",
    "claimed": "已经接了这条需求",
    "told": "30 天内推过这条需求",
    "declined": "有一方说过不合适",
    "refused": "本人不收需求推送",
}
ALONE = 500
"""Up to so many people one colleague may decide alone."""
AGAIN_AFTER = timedelta(days=30)
TOPS = (20, 50, 200, 1000)
AT_ONCE_TOP = 5
"""So many organisations hear of a need by themselves when it is published."""
REASONS_SAID, LINE_MAX = 2, 160
DIGEST_DAY, DIGEST_AT = 0, time(8, 30)
SUBSCRIPTIONS_MAX = 20

CYCLE = LifeCycle(
    noun="推送",
    states={
        "draft": "草稿",
        "waiting": "等同事同意",
        "agreed": "已同意",
        "sending": "正在发",
        "sent": "已发",
        "cancelled": "已取消",
    },
    transitions=(
        Transition("ask", ("draft",), "waiting", "push.send", "请同事同意", f"超过 {ALONE} 人时"),
        Transition("agree", ("waiting",), "agreed", "push.send", "同意", "由写的人以外的同事"),
        Transition("send", ("draft", "agreed", "sending"), "sending", "push.send", "发送", "后台准备，可取消"),
        Transition("finish", ("sending",), "sent", "", "发完", "写下每个人收到的原因"),
        Transition("cancel", ("draft", "waiting", "agreed", "sending"), "cancelled", "push.send", "取消"),
    ),
)


def words_refusal(*, direction: str, title: str, body: str, need: str) -> Refusal | None:
    """Why a push cannot be kept as written."""
    if direction not in DIRECTIONS:
        return Refusal("push.direction", "请选择推什么。")
    if not title.strip():
        return Refusal("push.title", "请写标题。")
    if len(title) > 80 or len(body) > 300:
        return Refusal("push.long", "标题不超过 80 个字，内容不超过 300 个字。")
    if direction == "need" and not need:
        return Refusal("push.need", "请选一条已发布的需求。")
    return None


def send_refusal(*, state: str, reach: int, has_agreed: bool) -> Refusal | None:
    """Why it must not leave now. ``reach``: how many people it would reach; ``has_agreed``: a second person said yes."""
    if not reach:
        return Refusal("push.nobody", "没有人会收到，请放宽条件；看看下面被排除的原因。")
    if reach > ALONE and not has_agreed:
        return Refusal("push.second_person", f"超过 {ALONE} 人，要另一位同事同意后才能发。", "请按“请同事同意”。")
    return None


def agree_refusal(*, by: str, created_by: str) -> Refusal | None:
    """The second person is another one."""
    return Refusal("push.own", "不能同意自己写的推送，请另一位同事来。") if by == created_by else None


def line_of(reasons: list[str], *, lead: str = "推给您，因为") -> str:
    """What one organisation reads: why it hears of this."""
    said = "；".join(reasons[:REASONS_SAID])
    return f"{lead}：{said}"[:LINE_MAX] if said else ""


def week_of(day: date) -> str:
    """The week that a digest is for, as 2026W48."""
    year, week, _day = day.isocalendar()
    return f"{year}W{week:02}"


def digest_is_due(at: datetime) -> bool:
    """Digests leave on Monday from half past eight on; a worker that was away catches up during the week."""
    local = at.astimezone(SHANGHAI)
    return local.weekday() > DIGEST_DAY or local.time() >= DIGEST_AT
