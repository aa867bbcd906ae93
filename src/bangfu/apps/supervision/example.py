"""The room's share of the example city: questions in every state, about needs of the cast's own village first."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bangfu.apps.supervision import actions
from bangfu.apps.supervision.example_complaints import build_complaints
from bangfu.apps.supervision.questions import Subject
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor, Grant

__all__ = ["build_complaints", "build_example"]

# (hours ago, who asks, the question, the answer or "", the published question or "", the published answer)
STORIES = (
    (70, "organisation", "东西送到以后，谁来学、谁来管？", "村卫生站的两位村医来学，机器由站里登记保管。", "有组织问：设备到了由谁学、谁管。", "由村卫生站两位村医学习使用，站里登记保管。"),
    (50, "organisation", "四米二的货车能开到村口卸货吗？", "能，走东边那条水泥路；雨天要提前说一声。", "", ""),
    (20, "organisation", "能不能把培训放在周末？平时抽不出人。", "", "", ""),
    (80, "visitor", "我不是组织，个人有旧设备可以捐吗？", "个人捐物请联系有资格的慈善组织登记，村里不直接收。", "有人问：个人能不能直接捐物。", "请通过有资格的慈善组织登记捐赠，村里不直接收。"),
    (76, "visitor", "想去村里看看，要先跟谁说？", "", "", ""),
    (10, "visitor", "这条需求是哪一年的？", "", "", ""),
    (60, "visitor", "买灯具请找我们，价格优惠。", "", "", ""),
)  # fmt: skip


def build_example(*, subjects: Sequence[Subject], people: Mapping[str, str], organisation: str, at: datetime) -> int:
    """Tell seven small stories; the last is no question and is ended without an answer. Returns: how many questions were asked.

    Args: ``subjects`` is what they are about; ``people`` opaque ids (``organisation``, ``village``, ``county``);
    ``organisation`` the number of the asking one.
    """
    told = [(story, subjects[place % len(subjects)]) for place, story in enumerate(STORIES)] if subjects else []
    for (hours, kind, words, answer, shown, shown_answer), subject in told:
        asked = at - timedelta(hours=hours)
        if kind == "organisation":
            asker = Actor(people["organisation"], "person", (Grant("staff", "organisation", organisation),))
            made = actions.ask(by=asker, at=asked, subject=subject, organisation=organisation, words=words)
            office = Actor(people["village"], "person", (Grant("village", "region", subject.region),))
        else:
            made = actions.ask_as_visitor(by=PUBLIC_ACTOR, at=asked, subject=subject, words=words)
            office = Actor(people["county"], "person", (Grant("county", "region", subject.region),))
        if answer:
            actions.answer(by=office, at=asked + timedelta(hours=5), inquiry=made.pk, words=answer)
        if words == STORIES[-1][2]:
            actions.close(by=office, at=asked + timedelta(hours=2), inquiry=made.pk, reason="这是推销，不是提问。")
        if shown:
            later = asked + timedelta(hours=6)
            actions.release(by=office, at=later, inquiry=made.pk, question=shown, answer=shown_answer)
    return len(told)
