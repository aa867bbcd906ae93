"""Samples of complaints: what the promises try on `supervision`."""

from collections.abc import Callable

from bangfu.apps.supervision import actions_complaints as complaints
from bangfu.apps.supervision.models import Complaint
from bangfu.plumbing.access import PUBLIC_ACTOR
from bangfu.plumbing.openforms import tracking_code
from tests import samples
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, Sample, World, somebody

SAID = {"summary": "有人反映数量不一致。", "answer": "已核对并改正，见更正说明。"}


def make_complaint(region: str, step: str = "") -> Complaint:
    """A complaint about a page of a place; drafted and released on demand, by two people."""
    words = "页面上写的数量和村里公告的不一样，请核一下。"
    made = complaints.send_in(by=PUBLIC_ACTOR, kind="complain", page=f"/places/{region}/", region=region, words=words)
    if step in ("drafted", "answered"):
        by = somebody("drafting", "county", scope=region[:2])
        complaints.draft_reply(by=by, complaint=made.pk, **SAID)
    if step == "answered":
        complaints.release_reply(by=somebody("judging", "supervisor", scope=region[:2]), complaint=made.pk)
    return made


def _complaints(step: str = "") -> Callable[[World], list[Sample]]:
    return lambda world: [Sample((make_complaint(region, step).pk,), region) for region in (VILLAGE, ELSEWHERE)]


def _codes(world: World) -> list[Sample]:
    codes = [tracking_code(complaints.TRACKED_COMPLAINT, sample.args[0]) for sample in world.samples["complaint"]]
    return [Sample((code,), is_public=True) for code in codes]


samples.MAKERS |= {
    "complaint": _complaints(),
    "drafted_complaint": _complaints("drafted"),
    "complaint_code": _codes,
}
