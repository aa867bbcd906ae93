"""The only writers of places, their other names and their facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import ProtectedError

from bangfu.apps.regions.derived import Derived, derive
from bangfu.apps.regions.models import Region, RegionAlias, RegionFact
from bangfu.apps.regions.policy import change_refusal, import_refusal
from bangfu.apps.regions.queries import in_provinces, known_places
from bangfu.apps.regions.rules import (
    EXAMPLE_KIND,
    LEVEL_NAMES,
    LoadPlan,
    PlaceRow,
    example_refusal,
    fact_refusal,
    plan_load,
    take_back_refusal,
    withdrawal_refusal,
)
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import Refusal, RegionCode, RegionLevel, shanghai_day

DERIVED_FIELDS = ("full_name", "pinyin", "initials", "search", "is_offered")
GIVEN_FIELDS = ("name", "kind", "valid_from", "valid_to", "edition")
POINT_FIELDS = ("lon", "lat", "point_source")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a list did: how many rows it added, changed, left and closed."""

    new: int
    changed: int
    unchanged: int
    closed: int


@action("regions.load_regions")
def load_regions(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    rows: Sequence[PlaceRow],
    edition: str,
    closes_missing_on: date | None = None,
) -> LoadReport:
    """Bring a list of codes into the tree: new places, new names, closed and merged codes. All of it or nothing.

    Args: ``edition`` names the list (shown on every page of a place); with ``closes_missing_on`` the list counts as complete
    for its provinces, and what it no longer holds is closed on that day.
    Errors: ``Refused`` with the first line that cannot stand.
    """
    refuse(import_refusal(by))
    plan, refusals = plan_load(rows, known_places({row.code[:2] for row in rows}))
    refuse(refusals[0][1] if refusals else None)
    _add(plan.new, edition)
    _change(plan.changed, edition)
    _name(rows)
    _merge(rows)
    closed = _close(plan.missing, closes_missing_on) if closes_missing_on else 0
    if plan.changed or _names_old_places(rows, plan):
        _refresh({row.code[:2] for row in rows})
    _record_load(rows, plan, edition, closed)
    return LoadReport(len(plan.new), len(plan.changed), plan.unchanged, closed)


def _names_old_places(rows: Iterable[PlaceRow], plan: LoadPlan) -> bool:
    new = {row.code for row in plan.new}
    return any(row.aliases and row.code not in new for row in rows)


def _record_load(rows: Sequence[PlaceRow], plan: LoadPlan, edition: str, closed: int) -> None:
    root = Region.objects.order_by("code").filter(code__startswith=min(row.code for row in rows)[:2]).first()
    if root is not None:
        note = f"{edition}：新增 {len(plan.new)}，更新 {len(plan.changed)}，不变 {plan.unchanged}，停用 {closed}"
        record(subject=root, note=note, count=len(plan.new) + len(plan.changed) + closed)


def _places(provinces: set[str]) -> dict[str, tuple[str, str]]:
    values = Region.objects.filter(in_provinces(provinces)).values_list("code", "name", "kind")
    return {code: (name, kind) for code, name, kind in values}


def _add(rows: Sequence[PlaceRow], edition: str) -> None:
    """Insert level by level, so that each level knows the ids of the one above."""
    if not rows:
        return
    provinces = {row.code[:2] for row in rows}
    places = _places(provinces) | {row.code: (row.name, row.kind) for row in rows}
    kept = derive(places, [row.code for row in rows], {row.code: row.aliases for row in rows if row.aliases})
    ids = dict(Region.objects.filter(in_provinces(provinces)).values_list("code", "pk"))
    by_level: dict[RegionLevel, list[Region]] = {level: [] for level in LEVEL_NAMES}
    for row in rows:
        by_level[RegionCode(row.code).level].append(_new_region(row, kept[row.code], edition))
    for level, regions in by_level.items():
        for region in regions if level is not RegionLevel.PROVINCE else ():
            region.parent_id = ids[_parent_code(region.code)]
        made = Region.objects.bulk_create(regions)
        ids.update((region.code, region.pk) for region in made)


def _parent_code(code: str) -> str:
    parent = RegionCode(code).parent
    assert parent is not None, "only provinces have none"
    return parent.code


def _new_region(row: PlaceRow, kept: Derived, edition: str) -> Region:
    return Region(
        code=row.code,
        name=row.name,
        kind=row.kind,
        level=LEVEL_NAMES[RegionCode(row.code).level],
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        edition=edition,
        added_in=edition,
        lon=row.lon,
        lat=row.lat,
        point_source=row.point_source,
        is_example=row.kind == EXAMPLE_KIND,
        full_name=kept.full_name,
        pinyin=kept.pinyin,
        initials=kept.initials,
        search=kept.search,
        is_offered=kept.is_offered,
    )


def _change(rows: Sequence[PlaceRow], edition: str) -> None:
    """Take over names, kinds and days; a name that was given up stays as another name, so that it is still found."""
    by_code = {row.code: row for row in rows}
    regions = list(Region.objects.filter(code__in=by_code))
    old_names = []
    for region in regions:
        row = by_code[region.code]
        if row.name != region.name:
            old_names.append(RegionAlias(region=region, scheme=RegionAlias.Scheme.NAME, text=region.name))
        region.name, region.kind, region.edition = row.name, row.kind, edition
        region.valid_from = row.valid_from or region.valid_from
        region.valid_to = row.valid_to
        if row.lon is not None:
            region.lon, region.lat, region.point_source = row.lon, row.lat, row.point_source
    Region.objects.bulk_update(regions, [*GIVEN_FIELDS, *POINT_FIELDS], batch_size=200)
    RegionAlias.objects.bulk_create(old_names, ignore_conflicts=True)


def _name(rows: Iterable[PlaceRow]) -> None:
    named = [row for row in rows if row.mca_code or row.aliases]
    ids = dict(Region.objects.filter(in_provinces({row.code[:2] for row in named})).values_list("code", "pk"))
    schemes = RegionAlias.Scheme
    RegionAlias.objects.bulk_create(
        [RegionAlias(region_id=ids[row.code], scheme=schemes.MCA, text=row.mca_code) for row in named if row.mca_code]
        + [
            RegionAlias(region_id=ids[row.code], scheme=schemes.NAME, text=text)
            for row in named
            for text in row.aliases
        ],
        ignore_conflicts=True,
    )


def _merge(rows: Iterable[PlaceRow]) -> None:
    merged = {row.code: row.merged_into for row in rows if row.merged_into}
    if not merged:
        return
    found = {each.code: each for each in Region.objects.filter(code__in={*merged, *merged.values()})}
    for code, successor in merged.items():
        found[code].merged_into = found[successor]
    Region.objects.bulk_update([found[code] for code in merged], ["merged_into"], batch_size=200)


def _close(codes: Sequence[str], on: date) -> int:
    closed = 0
    for start in range(0, len(codes), 500):
        closed += Region.objects.filter(code__in=codes[start : start + 500]).update(valid_to=on)
    return closed


def _refresh(provinces: set[str]) -> None:
    """Compute the kept columns anew: a county's new name stands in the path of each of its villages."""
    places = _places(provinces)
    aliases: dict[str, list[str]] = {}
    named = RegionAlias.objects.filter(scheme=RegionAlias.Scheme.NAME, region__code__in=Region.objects.values("code"))
    for code, text in named.values_list("region__code", "text"):
        aliases.setdefault(code, []).append(text)
    kept = derive(places, places, aliases)
    stale = []
    for region in Region.objects.filter(in_provinces(provinces)).only("code", *DERIVED_FIELDS):
        fresh = kept[region.code]
        if any(getattr(region, name) != getattr(fresh, name) for name in DERIVED_FIELDS):
            for name in DERIVED_FIELDS:
                setattr(region, name, getattr(fresh, name))
            stale.append(region)
    Region.objects.bulk_update(stale, DERIVED_FIELDS, batch_size=200)


@action("regions.take_back_edition")
def take_back_edition(*, by: Actor, at: datetime | None = None, key: str = "", edition: str) -> None:
    """Remove the places that a list added, while nothing hangs on them and it changed no older place.

    Errors: ``Refused`` with what stands in the way; then nothing is removed.
    """
    refuse(import_refusal(by))
    added = Region.objects.filter(added_in=edition)
    changed = Region.objects.filter(edition=edition).exclude(added_in=edition).count()
    refuse(take_back_refusal(edition, added.count(), changed))
    first = added.order_by("code").first()
    assert first is not None, "an edition without places is refused"
    record(subject=first, note=f"撤回 {edition}", count=added.count())
    for level in reversed(LEVEL_NAMES.values()):
        try:
            added.filter(level=level).delete()
        except ProtectedError:
            refuse(Refusal("regions.edition_in_use", f"{edition}的地方已经有组织、需求或下级在用，不能撤回。"))


@action("regions.add_example_villages")
def add_example_villages(
    *, by: Actor, at: datetime | None = None, key: str = "", villages: Sequence[tuple[str, str]]
) -> list[Region]:
    """Invented villages of the example data, under reserved codes of real towns.

    Args: ``villages`` are (code of the town, name of the village); at most ten a town.
    Returns: the villages in the order given. Errors: ``Refused`` when a town is unknown or its reserved codes are used up.
    """
    refuse(import_refusal(by))
    rows, numbers = [], dict[str, int]()
    for town, name in villages:
        number = numbers.setdefault(town, Region.objects.filter(code__startswith=town[:9] + "99").count())
        numbers[town] += 1
        refuse(example_refusal(town, number))
        rows.append(PlaceRow(code=f"{town[:9]}{990 + number}", name=name, kind=EXAMPLE_KIND))
    plan, refusals = plan_load(rows, known_places({row.code[:2] for row in rows}))
    refuse(refusals[0][1] if refusals else None)
    _add(plan.new, "示例")
    made = {region.code: region for region in Region.objects.filter(code__in=[row.code for row in rows])}
    record(subject=made[rows[0].code], note="示例村", count=len(rows))
    return [made[row.code] for row in rows]


@action("regions.state_fact")
def state_fact(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    region: Region,
    name: str,
    value: str,
    unit: str = "",
    source: str,
    as_of: date,
) -> RegionFact:
    """State a fact about a place in public; a second statement for the same day corrects the first and is published too.

    Errors: ``Refused`` without the right there, for a day to come, or without a source.
    """
    refuse(change_refusal(by, region.code))
    assert at is not None
    refuse(fact_refusal(name, value, source, as_of, shanghai_day(at)))
    fact = RegionFact.objects.select_for_update().filter(region=region, name=name, as_of=as_of).first()
    old = {field: getattr(fact, field, "") for field in ("value", "unit", "source", "withdrawn")}
    fact = fact or RegionFact(region=region, name=name, as_of=as_of)
    fact.value, fact.unit, fact.source, fact.withdrawn = value, unit, source, False
    fact.save()
    record(subject=fact, changes={field: (before, getattr(fact, field)) for field, before in old.items()})
    _publish_fact(fact, at, "stated")
    return fact


@action("regions.withdraw_fact")
def withdraw_fact(*, by: Actor, at: datetime | None = None, key: str = "", fact: RegionFact, reason: str) -> RegionFact:
    """Take a fact off the page with a reason; what was published stays published. Errors: ``Refused``."""
    refuse(change_refusal(by, fact.region.code))
    refuse(withdrawal_refusal(reason, fact.withdrawn))
    assert at is not None
    fact.withdrawn = True
    fact.save(update_fields=["withdrawn"])
    record(subject=fact, changes={"withdrawn": (False, True)}, note=reason)
    _publish_fact(fact, at, "withdrawn", reason)
    return fact


def _publish_fact(fact: RegionFact, at: datetime, what: str, reason: str = "") -> None:
    fields = {"name": fact.name, "value": fact.value, "unit": fact.unit, "source": fact.source}
    fields |= {"as_of": fact.as_of.isoformat(), "what": what, "reason": reason}
    publish_row(kind="regions.fact", subject=fact.region.code, fields=fields, at=at)
