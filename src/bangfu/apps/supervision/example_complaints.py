"""Complaints in every stage, for the example city: just sent, overdue, waiting for the second person, answered, reopened."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bangfu.apps.supervision import actions_complaints as actions
from bangfu.apps.supervision.questions import Subject
from bangfu.plumbing.access import PUBLIC_ACTOR, SYSTEM_ACTOR, Actor, Grant
from bangfu.plumbing.openforms import tracking_code

# (days ago, kind, page or "" for the subject's, words, summary, answer, how far: sent, climbed, drafted, answered, reopened)
STORIES = (
    (1, "complain", "", "页面上写的数量和村里公告的不一样，请核一下。", "", "", "sent"),
    (16, "complain", "", "联系了两次都没有人回话，这条到底还做不做？", "", "", "climbed"),
    (3, "report", "", "听说有人借这件事向村民收登记费。", "有人反映借本事项收费。", "经核查没有授权任何人收费；已在村务栏张贴提示，发现收费请报村委会。", "drafted"),
    (30, "ask", "/programme/", "方案里写的牵头单位是怎么定的？", "有人问牵头单位如何确定。", "按通知附件的分工确定，依据和来源列在方案页上。", "answered"),
    (40, "complain", "", "验收照片拍的不是我们村的地方。", "有人反映一处照片与地点不符。", "已核对，照片传错，当天更换并写了更正说明。", "answered"),
    (25, "complain", "/places/", "手机上地图的字太小，看不清。", "有人反映手机上地图文字小。", "已在无障碍说明里写明放大办法，并排入修改。", "reopened"),
)  # fmt: skip


def build_complaints(*, subjects: Sequence[Subject], people: Mapping[str, str], at: datetime) -> int:
    """Tell six small stories. Args: ``people``: opaque ids (``bureau`` drafts, ``supervisor`` releases). Returns: how many."""
    drafts = Actor(people["bureau"], "person", (Grant("bureau", "all", ""),))
    judges = Actor(people["supervisor"], "person", (Grant("supervisor", "all", ""),))
    for place, (days, kind, page, words, summary, answer, stage) in enumerate(STORIES if subjects else ()):
        subject, sent = subjects[place % len(subjects)], at - timedelta(days=days)
        where = {"page": page} if page else {"page": subject.url, "region": subject.region}
        made = actions.send_in(by=PUBLIC_ACTOR, at=sent, kind=kind, words=words, **where)
        if stage == "climbed":
            actions.climb(by=SYSTEM_ACTOR, at=sent + timedelta(days=15), complaint=made.pk)
        if summary:
            later = sent + timedelta(days=1)
            actions.draft_reply(by=drafts, at=later, complaint=made.pk, summary=summary, answer=answer)
        if stage in ("answered", "reopened"):
            actions.release_reply(by=judges, at=sent + timedelta(days=2), complaint=made.pk)
        if stage == "reopened":
            code = tracking_code(actions.TRACKED_COMPLAINT, made.pk)
            again = sent + timedelta(days=22)
            actions.reopen(by=PUBLIC_ACTOR, at=again, code=code, words="放大以后还是看不清，请改字号。")
    return len(STORIES) if subjects else 0
