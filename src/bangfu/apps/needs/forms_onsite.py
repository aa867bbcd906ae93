"""Verification on the spot (现场核实): what was read, what was found, one decision; works without a network."""

from datetime import datetime

from bangfu.apps.needs import actions
from bangfu.apps.needs.models import Need
from bangfu.apps.needs.queries_standing import attach_photo, locked_for, onsite_pages, standing_of
from bangfu.apps.needs.rules import LIFE
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, refuse
from bangfu.plumbing.offline.forms import Attachment, Done, OfflineField, OfflineForm, Standing, Work
from bangfu.values import Refusal

DECISIONS = {"verify": "属实，核实通过", "return": "要补充，退回"}
FIELDS = (
    OfflineField("decision", "核实结果", 10),
    OfflineField("note", "怎么核实的", 300),
    OfflineField("seen_title", "需求名称", 60, watched=True),
    OfflineField("seen_items", "要什么、要多少", 2000, watched=True),
    OfflineField("seen_words", "村里怎么说", 1000, watched=True),
)


def seen_of(need: Need) -> dict[str, str]:
    """What the verifier reads, and would want to know of when it changes."""
    items = "；".join(f"{line.item} {line.quantity} {line.unit}" for line in need.lines.all())
    return {"seen_title": need.title, "seen_items": items, "seen_words": need.words}


def standing(by: Actor, subject: str) -> Standing:
    """How the need stands. Errors: ``Refused`` when it no longer waits, ``Denied``, ``Hidden``."""
    need = locked_for(by, subject, "needs.verify")
    refuse(LIFE.refusal(need.state, "verify"))
    return standing_of(need, {"decision": "", "note": ""} | seen_of(need))


def carry_out(*, by: Actor, at: datetime, work: Work) -> Done:
    """Verify or return. Errors: ``Refused`` as on the desk."""
    decision, note = work.values["decision"], work.values["note"]
    if decision not in DECISIONS:
        raise Refused(Refusal("decision", "请选核实结果：属实，或要补充。"))
    if decision == "verify":
        need = actions.verify_need(by=by, at=at, number=work.subject, note=note)
    else:
        need = actions.return_need(by=by, at=at, number=work.subject, reason=note)
    return Done(need, f"{need.title} {need.number}", f"/desk/needs/{need.number}/", f"{DECISIONS[decision]}。")


def attach(*, by: Actor, at: datetime, row_id: str, photo: Attachment) -> None:
    """Evidence of the visit. Errors: ``Refused``, ``Denied``, ``Hidden``."""
    attach_photo(by=by, at=at, row_id=row_id, photo=photo, permission="needs.verify")


ONSITE = OfflineForm(
    kind="needs.onsite",
    title="现场核实",
    permission="needs.verify",
    fields=FIELDS,
    pages=onsite_pages,
    carry_out=carry_out,
    standing=standing,
    attach=attach,
    start="/my/onsite/",
)
