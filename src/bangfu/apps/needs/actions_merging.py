"""Two needs that become one, one that becomes two, and a need written again. Lock order: needs by number, then their lines.

Units that move between needs are withdrawn on one side under the other's number as holder and asked for anew on the other
side, so each need's equation holds by itself and the way back is exact: the item there names the one here (``came_from``).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bangfu.apps.needs import policy, rules, rules_ending
from bangfu.apps.needs.actions import derive, lines_of, locked, take_step, write_step
from bangfu.apps.needs.actions_ending import end_need, move_lines, open_again, state_change
from bangfu.apps.needs.actions_units import LockedNeed, lock_need
from bangfu.apps.needs.models import Need, NeedLine
from bangfu.apps.needs.rules import LIFE, LINES_MAX
from bangfu.apps.needs.wording import public_fields
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.numbers.allocate import allocate
from bangfu.values import Refusal

Units = Mapping[int, int]
COPIED = [
    "title",
    "words",
    "description",
    "region",
    "themes",
    "kind_of_help",
    "nature",
    "groups",
    "capabilities",
    "beneficiaries",
    "urgency",
    "priority",
    "min_partners",
    "max_partners",
    "cost_fen",
    "accepted_by",
    "source",
    "lon",
    "lat",
    "on_behalf_of",
    "for_whom",
    "season",
    "claim_by",
    "needed_by",
]


def _both(by: Actor, number: str, other: str) -> tuple[Need, Need]:
    """Two needs, locked in the order of their numbers. Errors: ``Hidden``, ``Denied``; ``Refused`` for an unknown ``other``."""
    for each in sorted({number, other}):
        Need.objects.select_for_update(of=("self",)).filter(number=each).first()
    first = locked(by, number, "needs.verify")
    try:
        return first, locked(by, other, "needs.verify")
    except Hidden:
        raise Refused(Refusal("no_such_need", f"没有找到编号是“{other[:14]}”的需求，请核对编号。")) from None


@action("needs.merge_needs")
def merge_needs(
    *, by: Actor, at: datetime, key: str = "", number: str, into: str, moving: Sequence[int] = (), reason: str = ""
) -> Need:
    """End ``number`` as 已合并, pointing to ``into``; open units of the items at ``moving`` go over, the others are the same thing.

    Errors: ``Refused`` while somebody holds, promised or brought anything of it, or when its items are less verified than
    the other need, or ``into`` is not known; ``Hidden`` and ``Denied``.
    """
    source, target = _both(by, number, into)
    refuse(LIFE.refusal(source.state, "merge"))
    here = lock_need(number)
    units = {place: here.lines[place].balance.open for place in moving if place in here.lines}
    units = {place: count for place, count in units.items() if count}
    refuse(
        rules_ending.merge_refusal(
            source=number,
            target=into,
            same=number == into,
            source_state=source.state,
            target_state=target.state,
            taken=rules_ending.in_hands(here.balances.values()),
            moving=len(units),
        )
    )
    if units:
        _send_over(here, lock_need(into), units, by, at)
        _extended(target, by, at, f"并入 {number}")
    source.merged_into = target
    return end_need(source, "merge", "merged", by, at, reason or f"并入 {into}", into=into)


def _send_over(here: LockedNeed, there: LockedNeed, units: Units, by: Actor, at: datetime) -> None:
    """Open units leave the items here; a split half goes home to its item, everything else becomes an item there."""
    if len(there.lines) + len(units) > LINES_MAX:
        raise Refused(Refusal("too_many_lines", f"并过去就超过 {LINES_MAX} 项了，请少并几项。"))
    reason = f"并入 {there.need.number}"
    move_lines(here.lines, "withdraw", units, by, at, reason, holder=there.need.number)
    at_home = {line.pk: position for position, line in there.lines.items()}
    for position, count in units.items():
        line = here.lines[position]
        home = at_home.get(line.came_from_id or 0)
        set_aside = there.lines[home].allotments.filter(holder=here.need.number).first() if home else None
        if home and set_aside and set_aside.quantity >= count:
            move_lines(there.lines, "reopen", {home: count}, by, at, reason, holder=here.need.number)
        else:
            _add_line(there.need, line, count)


def _add_line(need: Need, line: NeedLine, count: int) -> NeedLine:
    last = NeedLine.objects.filter(need=need).order_by("-position").values_list("position", flat=True).first() or 0
    made = NeedLine.objects.create(
        need=need,
        position=last + 1,
        item=line.item,
        resource=line.resource,
        quantity=count,
        unit=line.unit,
        is_must=line.is_must,
        note=line.note,
        came_from=line,
    )
    record(subject=made, changes={"quantity": (0, count)}, note=f"来自 {line.need.number}")
    return made


def _extended(need: Need, by: Actor, at: datetime, reason: str) -> None:
    """What a need asks for has grown: it is found by the new items, and what is public says so."""
    derive(need, lines_of(need))
    if need.state != "published":
        need.version += 1
        need.save()
        record(subject=need, note=reason)
        return
    take_step(need, "extend", by, at, reason)
    state_change(need, at, **public_fields(need, lines_of(need)))


@action("needs.undo_merge")
def undo_merge(*, by: Actor, at: datetime, key: str = "", number: str, reason: str = "") -> Need:
    """Take a merge back while nobody has taken on what went over. Errors: ``Refused`` naming the item that is in use."""
    into = Need.objects.filter(number=number).values_list("merged_into__number", flat=True).first()
    if not into:
        raise Hidden
    source, target = _both(by, number, into)
    refuse(LIFE.refusal(source.state, "unmerge"))
    if source.published_at is None:
        raise Refused(Refusal("never_public", "这条没有发布过，撤销合并后也无法继续；请“照这条再发一条”。"))
    here, there = lock_need(number), lock_need(into)
    went = {line.came_from_id: line for line in there.lines.values() if line.came_from_id}
    for position, line in here.lines.items():
        aside = line.allotments.filter(holder=into, place="withdrawn").first()
        if aside is None:
            continue
        gone = went.get(line.pk)
        if gone is None or gone.balance.open < aside.quantity:
            raise Refused(Refusal("merge_in_use", f"并过去的第 {position} 项已经有人接，或已另行处理，不能撤销合并。"))
        move_lines(there.lines, "withdraw", {gone.position: aside.quantity}, by, at, "撤销合并", holder=number)
        move_lines(here.lines, "reopen", {position: aside.quantity}, by, at, "撤销合并", holder=into)
    if went:
        state_change(target, at, given_back=number)
    return open_again(source, "unmerge", by, at, reason or "撤销合并")


@action("needs.split_need")
def split_need(*, by: Actor, at: datetime, key: str = "", number: str, title: str, units: Units) -> Need:
    """Make two of a published need: the open ``units`` (by position) become a need of their own that a second person publishes.

    Returns: the new need, verified as the old one was. Errors: ``Refused``.
    """
    need = locked(by, number, "needs.verify")
    refuse(LIFE.refusal(need.state, "split"))
    here, wanted = lock_need(number), {place: count for place, count in units.items() if count}
    musts = [position for position, line in here.lines.items() if line.is_must]
    refuse(rules_ending.split_refusal(here.balances, musts, wanted))
    for problem in (
        *rules.draft_refusals(title=title, min_partners=0, max_partners=1, claim_by=None, needed_by=None),
        *rules.privacy_warnings(title),
    ):
        raise Refused(problem)
    made = _copied(need, by, at, "split", title=title.strip(), entered_by=need.entered_by)
    made.verified_by, made.verified_at, made.verified_note = need.verified_by, need.verified_at, need.verified_note
    made.submitted_at = need.submitted_at
    move_lines(here.lines, "withdraw", wanted, by, at, f"拆到 {made.number}", holder=made.number)
    for position in sorted(wanted):
        _add_line(made, here.lines[position], wanted[position])
    derive(made, lines_of(made))
    state_change(need, at, split_off=made.number, units={str(place): count for place, count in wanted.items()})
    take_step(need, "split", by, at, f"拆出 {made.number}")
    return take_step(made, "inherit", by, at, f"拆自 {number}")


def _copied(need: Need, by: Actor, at: datetime, how: str, **changes: object) -> Need:
    """A draft with the same words as another need, without its items."""
    values = {name: getattr(need, name) for name in COPIED} | changes
    made = Need(number=allocate("N", at=at)[0], created_at=at, origin=need, origin_how=how, **values)
    made.owner = made.owner or by.person
    derive(made, [])
    made.save(force_insert=True)
    write_step(made, "draft", "", by, at, f"照 {need.number}")
    return made


@action("needs.write_again")
def write_again(*, by: Actor, at: datetime, key: str = "", number: str) -> Need:
    """A draft like an earlier need (照去年再发一条): the same words and items, no dates. Errors: ``Hidden``, ``Denied``."""
    need = Need.objects.select_related("region").filter(number=number).first()
    if need is None:
        raise Hidden
    policy.require(by, need, "needs.draft")
    made = _copied(need, by, at, "again", entered_by=by.person, for_whom="", claim_by=None, needed_by=None)
    for line in need.lines.order_by("position"):
        _add_line(made, line, line.quantity)
    NeedLine.objects.filter(need=made).update(came_from=None)
    derive(made, lines_of(made))
    made.save(update_fields=["search"])
    record(subject=made, changes={"title": ("", made.title)}, note=f"照 {number} 再写一条")
    return made
