"""What always holds of projects and acceptance, re-derived from the rows; neither code nor database is trusted."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from bangfu.apps.exchange.api import chosen_claims
from bangfu.apps.needs.api import NeedLine
from bangfu.apps.people.api import holders_of
from bangfu.apps.projects.models import Acceptance, AcceptedLine, Bundle, Delivery, DeliveryLine, Project, ShownPhoto
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.outbox.queries import waiting_payloads

Units = Counter[tuple[str, int]]
"""Units by (holder, id of the line)."""
OURS = ("projects.delivery", "projects.acceptance", "projects.activity")


def _unopened() -> Iterator[Finding]:
    known = set(Bundle.objects.values_list("holder", flat=True))
    on_the_way = {payload.get("claim") for payload in waiting_payloads("exchange.claim_chosen")}
    for holder, claim in chosen_claims().items():
        if holder not in known and claim not in on_the_way:
            yield Finding(holder, "已选定，却没有立项。")
    for holder in sorted(known - set(chosen_claims())):
        yield Finding(holder, "项目里有这份接单，但它没有被选定。")


def _own_word() -> Iterator[Finding]:
    deliverers: dict[int, set[str]] = defaultdict(set)
    for project, person in Delivery.objects.values_list("project_id", "person").iterator():
        deliverers[project].add(person)
    staff: dict[str, set[str]] = defaultdict(set)
    for person, grants in holders_of("projects.run").items():
        for grant in grants:
            staff[person].add(grant.scope_id)
    numbers: dict[int, set[str]] = defaultdict(set)
    for pk, number in Project.objects.values_list("pk", "parties__organisation__number").iterator():
        numbers[pk].add(number)
    rows = Acceptance.objects.values_list("pk", "person", "delivery__project_id", "delivered_by", "delivery__person")
    for pk, person, project, delivered_by, by in rows.iterator():
        where = f"acceptance {pk}"
        if not person or person in deliverers[project]:
            yield Finding(where, "验收的人自己在这个项目里交付过。")
        elif staff[person] & numbers[project]:
            yield Finding(where, "验收的人在交付方任职。")
        if delivered_by != by:
            yield Finding(where, "记下的交付人不是这批的交付人。")


def _misanswered() -> Iterator[Finding]:
    """Each answer against what was delivered, and all of them against the units that the needs moved."""
    quantities = dict(DeliveryLine.objects.values_list("pk", "quantity"))
    answered: dict[int, set[int]] = defaultdict(set)
    for row in AcceptedLine.objects.values(
        "acceptance_id", "delivery_line_id", "accepted", "again", "opened"
    ).iterator():
        answered[row["acceptance_id"]].add(row["delivery_line_id"])
        if row["accepted"] + row["again"] + row["opened"] != quantities[row["delivery_line_id"]]:
            yield Finding(f"acceptance {row['acceptance_id']}", "这一项各处的数量加起来不等于送来的数量。")
    brought: dict[str, set[int]] = defaultdict(set)
    for delivery, pk in DeliveryLine.objects.values_list("delivery_id", "pk").iterator():
        brought[delivery].add(pk)
    last: dict[str, tuple[int, int]] = {}
    for pk, delivery, serial in Acceptance.objects.values_list("pk", "delivery_id", "serial").iterator():
        last[delivery] = max(last.get(delivery, (0, 0)), (serial, pk))
        if answered[pk] != brought[delivery]:
            yield Finding(f"delivery {delivery}", "有一项没有回答，或回答了不在这批里的东西。")
    for key, state in Delivery.objects.values_list("pk", "state").iterator():
        if (state == "answered") != (key in last):
            yield Finding(f"delivery {key}", "状态和村里的回答对不上。")
    yield from _mismoved({pk for _serial, pk in last.values()})


def _mismoved(counting: set[int]) -> Iterator[Finding]:
    ours: Units = Counter()
    lines = AcceptedLine.objects.filter(acceptance__in=counting).values_list(
        "delivery_line__delivery__bundle__holder", "delivery_line__line_id", "accepted"
    )
    for holder, line, units in lines.iterator():
        ours[holder, line] += units
    waiting: Units = Counter()
    rows = DeliveryLine.objects.filter(delivery__state="waiting").values_list(
        "delivery__bundle__holder", "line_id", "quantity"
    )
    for holder, line, units in rows.iterator():
        waiting[holder, line] += units
    holders = list(Bundle.objects.values_list("holder", flat=True))
    theirs: dict[str, Units] = {"accepted": Counter(), "delivered": Counter()}
    moved = NeedLine.objects.filter(allotments__place__in=["accepted", "delivered"], allotments__holder__in=holders)
    for holder, line, place, units in moved.values_list(
        "allotments__holder", "pk", "allotments__place", "allotments__quantity"
    ).iterator():
        theirs[place][holder, line] += units
    for words, mine, place in (("验收的数量", ours, "accepted"), ("等验收的数量", waiting, "delivered")):
        for key in sorted(set(mine) | set(theirs[place])):
            if mine[key] != theirs[place][key]:
                yield Finding(f"{key[0]} 第 {key[1]} 号", f"{words}是 {mine[key]}，需求里记着 {theirs[place][key]}。")


def _unreleased() -> Iterator[Finding]:
    released = set(ShownPhoto.objects.values_list("file", flat=True))
    shown = set(StoredFile.objects.filter(owner_type__in=OURS, is_public=True).values_list("pk", flat=True))
    for file in sorted(released ^ shown):
        yield Finding(file, "照片对外公开的状态和公开人的决定不一致。")


INVARIANTS = (
    Invariant("W1", "Every chosen claim stands in exactly one project.", Bundle.objects.count, _unopened),
    Invariant(
        "W2",
        "Nobody of those who deliver accepts; who delivered is as the batch says.",
        Acceptance.objects.count,
        _own_word,
    ),
    Invariant(
        "W3",
        "Each answer adds up to what was delivered, every item is answered, and what was accepted is what the need counts.",
        AcceptedLine.objects.count,
        _misanswered,
    ),
    Invariant(
        "W4", "A picture of a project is public exactly when it was released.", ShownPhoto.objects.count, _unreleased
    ),
)
