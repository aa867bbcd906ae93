"""What always holds of projects and acceptance, re-derived from the rows; neither code nor database is trusted."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from bangfu.apps.exchange.api import chosen_claims
from bangfu.apps.needs.api import NeedLine
from bangfu.apps.offers.api import OfferLine, accepted_orders
from bangfu.apps.people.api import holders_of
from bangfu.apps.projects.models import Acceptance, AcceptedLine, Bundle, Delivery, DeliveryLine, Project, ShownPhoto
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.outbox.queries import waiting_payloads

Units = Counter[tuple[str, int]]
"""Units by (holder, position of the line)."""
OURS = ("projects.delivery", "projects.acceptance", "projects.activity")


def _unopened() -> Iterator[Finding]:
    known = dict(Bundle.objects.values_list("holder", "let_go_at"))
    promised = chosen_claims() | accepted_orders()
    on_the_way = {payload.get("claim") for payload in waiting_payloads("exchange.claim_chosen")}
    on_the_way |= {payload.get("order") for payload in waiting_payloads("offers.order_accepted")}
    for holder, one in promised.items():
        if holder not in known and one not in on_the_way:
            yield Finding(holder, "已选定或已接受，却没有立项。")
        elif known.get(holder) is not None:
            yield Finding(holder, "选定没有撤销，项目里却记着已撤销。")
    leaving = {payload.get("holder") for payload in waiting_payloads("exchange.claim_released")}
    for holder in sorted(set(known) - set(promised)):
        if known[holder] is None and holder not in leaving:
            yield Finding(holder, "项目里有这份接单或点单，但它没有被选定或接受。")


def _left_open() -> Iterator[Finding]:
    """What a withdrawn choice alone had opened is over, says why, and brought nothing."""
    gone = Project.objects.filter(kind="claim", bundles__let_go_at__isnull=False)
    for project in gone.exclude(bundles__let_go_at=None).distinct().iterator():
        if project.state != "ended":
            yield Finding(project.number, "唯一的选定已撤销，项目却没有结束。")
    for number in (
        Delivery.objects.filter(bundle__let_go_at__isnull=False)
        .exclude(state="taken_back")
        .values_list("project__number", flat=True)
    ):
        yield Finding(number, "选定已撤销，却还有它的交付。")


def _w1() -> Iterator[Finding]:
    yield from _unopened()
    yield from _left_open()


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
        "delivery_line__delivery__bundle__holder",
        Coalesce("delivery_line__need_line__position", "delivery_line__offer_line__position"),
        "accepted",
    )
    for holder, line, units in lines.iterator():
        ours[holder, line] += units
    waiting: Units = Counter()
    rows = DeliveryLine.objects.filter(delivery__state="waiting").values_list(
        "delivery__bundle__holder", Coalesce("need_line__position", "offer_line__position"), "quantity"
    )
    for holder, line, units in rows.iterator():
        waiting[holder, line] += units
    holders = list(Bundle.objects.values_list("holder", flat=True))
    theirs: dict[str, Units] = {"accepted": Counter(), "delivered": Counter()}
    for lines_of in (NeedLine.objects, OfferLine.objects):
        moved: QuerySet[Any, Any] = lines_of.filter(
            allotments__place__in=["accepted", "delivered"], allotments__holder__in=holders
        ).values_list("allotments__holder", "position", "allotments__place", "allotments__quantity")
        for holder, line, place, units in moved.iterator():
            theirs[place][holder, line] += units
    for words, mine, place in (("验收的数量", ours, "accepted"), ("等验收的数量", waiting, "delivered")):
        for key in sorted(set(mine) | set(theirs[place])):
            if mine[key] != theirs[place][key]:
                yield Finding(f"{key[0]} 第 {key[1]} 项", f"{words}是 {mine[key]}，原单里记着 {theirs[place][key]}。")


def _unreleased() -> Iterator[Finding]:
    released = set(ShownPhoto.objects.values_list("file", flat=True))
    shown = set(StoredFile.objects.filter(owner_type__in=OURS, is_public=True).values_list("pk", flat=True))
    for file in sorted(released ^ shown):
        yield Finding(file, "照片对外公开的状态和公开人的决定不一致。")


INVARIANTS = (
    Invariant(
        "W1",
        "Every chosen claim and accepted order stands in exactly one project; a choice taken back ended what it alone opened.",
        Bundle.objects.count,
        _w1,
    ),
    Invariant(
        "W2",
        "Nobody of those who deliver accepts; who delivered is as the batch says.",
        Acceptance.objects.count,
        _own_word,
    ),
    Invariant(
        "W3",
        "Each answer adds up to what was delivered, every item is answered, and what was accepted is what the need or the offer counts.",
        AcceptedLine.objects.count,
        _misanswered,
    ),
    Invariant(
        "W4", "A picture of a project is public exactly when it was released.", ShownPhoto.objects.count, _unreleased
    ),
)
