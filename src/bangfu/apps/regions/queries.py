"""The only readers of places."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length, Substr

from bangfu.apps.regions.finding import PlaceIndex
from bangfu.apps.regions.models import Region, RegionAlias, RegionFact
from bangfu.apps.regions.rules import KnownPlace
from bangfu.plumbing.access import Actor, Denied, Hidden, Scope
from bangfu.values import InvalidValue, Refusal, RegionCode, fold, fold_key, opaque_id

SEARCH_LIMIT = 12
_UPPER = ("province", "prefecture", "county")
_LEVEL_ORDER = {"province": 1, "prefecture": 2, "county": 3, "town": 4, "village": 5}


def region_by_code(text: str) -> Region | None:
    """The place with exactly this code (6, 9 or 12 digits, statistics scheme), open or closed; None when there is none."""
    try:
        code = RegionCode.parse(text).code
    except InvalidValue:
        return None
    chain = [code, *(above.code for above in RegionCode(code).ancestors)]
    rows = {row.code: row for row in Region.objects.select_related("merged_into").filter(code__in=chain)}
    region = rows.pop(code, None)
    if region is not None:
        region.above_known = tuple(sorted(rows.values(), key=lambda row: row.code))
    return region


def regions_by_code(codes: Iterable[str]) -> dict[str, Region]:
    """Places by 12-digit code, in one query; codes that do not exist are left out."""
    return {region.code: region for region in Region.objects.filter(code__in=set(codes))}


def resolve(text: str) -> Region | Refusal:
    """The open place that somebody wrote as a code, a path or a name, or why it cannot be told (with candidates).

    For one cell; an import of many rows takes :func:`place_index` once.
    """
    key = fold_key(text)
    found = _narrow_index(key).find(text)
    if isinstance(found, Refusal):
        return found
    return Region.objects.get(code=found.code)


def place_index() -> PlaceIndex:
    """All places in memory: 0.3 s and two queries, then thousands of cells without a query."""
    return _index(Region.objects.all())


def _narrow_index(key: str) -> PlaceIndex:
    """An index of the few places whose code or name could be meant, with all that stands above them."""
    if key.isascii() and key.isdigit():
        code = key.ljust(12, "0")
        wanted = Q(code=code) | Q(aliases__text=code)
    else:
        ends = {key[-length:] for length in range(2, len(key) + 1)} or {key}
        wanted = Q(name__in=_official(ends)) | Q(aliases__scheme="name", aliases__text__in=ends) | Q(level__in=_UPPER)
    codes = set(Region.objects.filter(wanted).values_list("code", flat=True))
    codes |= set(Region.objects.filter(merged_from__code__in=codes).values_list("code", flat=True))
    codes |= set(
        Region.objects.filter(code__in=codes).exclude(merged_into=None).values_list("merged_into__code", flat=True)
    )
    above = {each.code for code in codes for each in RegionCode(code).ancestors}
    return _index(Region.objects.filter(code__in=codes | above))


def _official(everyday: set[str]) -> set[str]:
    """The official names that an everyday name may stand for: 三排村 is 三排村委会 in the list."""
    found = set(everyday)
    for word in everyday:
        stem = word.removesuffix("社区").removesuffix("村")
        found |= (
            {stem + office for office in ("村委会", "村村委会", "村民委员会", "村村民委员会")}
            if word != stem
            else set()
        )
        found |= (
            {stem + office for office in ("居委会", "社区居委会", "居民委员会", "社区居民委员会")}
            if word != stem
            else set()
        )
    return found


def _index(regions: QuerySet[Region]) -> PlaceIndex:
    rows = list(regions.values_list("code", "name", "valid_to", "merged_into__code"))
    codes = {row[0] for row in rows}
    aliases = RegionAlias.objects.values_list("scheme", "text", "region__code")
    if len(codes) < 5000:
        aliases = aliases.filter(region__code__in=codes)
    replaced = {code: successor or "" for code, _, valid_to, successor in rows if valid_to is not None}
    return PlaceIndex(((row[0], row[1]) for row in rows), aliases, replaced)


def search_regions(
    text: str, *, limit: int = SEARCH_LIMIT, within: str = "", offered_only: bool = True
) -> list[Region]:
    """The places that the picker shows for what was typed so far, best first.

    Args: ``text`` in characters, pinyin, initials or digits of a code; several words must all fit. ``within`` is a prefix of
    codes. ``offered_only`` leaves out prisons, forest stations and zones.
    """
    words = fold(text).casefold().replace("/", " ").split()
    if not words:
        return []
    found = Region.objects.filter(valid_to=None)
    if offered_only:
        found = found.filter(is_offered=True)
    if within:
        found = found.filter(code__startswith=within)
    for word in words:
        found = found.filter(_match(word))
    return list(
        found.annotate(rank=_rank(words[-1]), wide=_wide(), long=Length("name")).order_by(
            "rank", "wide", "long", "code"
        )[:limit]
    )


def _match(word: str) -> Q:
    if word.isascii() and word.isdigit():
        return Q(code__startswith=word) | Q(aliases__scheme=RegionAlias.Scheme.MCA, aliases__text__startswith=word)
    return Q(search__contains=word)


def _rank(word: str) -> Case:
    return Case(
        When(name=word, then=Value(0)),
        When(Q(name__startswith=word) | Q(initials=word) | Q(pinyin=word) | Q(code__startswith=word), then=Value(1)),
        When(Q(pinyin__startswith=word) | Q(initials__startswith=word), then=Value(2)),
        When(name__contains=word, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )


def _wide() -> Case:
    return Case(
        *(When(level=level, then=Value(order)) for level, order in _LEVEL_ORDER.items()), output_field=IntegerField()
    )


def ancestors_of(region: Region) -> list[Region]:
    """What stands above a place, province first; one query, none after :func:`region_by_code`."""
    if region.above_known is not None:
        return list(region.above_known)
    codes = [each.code for each in region.region_code.ancestors]
    return list(Region.objects.filter(code__in=codes).order_by("code"))


def descendants_of(region: Region) -> QuerySet[Region]:
    """Everything below a place, by the prefix of its code, closed places too."""
    return Region.objects.filter(code__startswith=region.region_code.prefix).exclude(pk=region.pk)


def within_filter(field: str, code: str) -> Q:
    """A filter for other rooms' rows by place: ``within_filter("region", "440100000000")`` keeps what lies in 广州.

    Args: ``field`` is the path to the foreign key; ``code`` a 12-digit code or a prefix of one.
    """
    prefix = RegionCode(code).prefix if len(code) == 12 else code
    return Q(**{f"{field}__code__startswith": prefix})


def children_of(region: Region) -> list[Region]:
    """The open places directly below, each with ``below``: how many open places it has directly below itself."""
    return list(
        Region.objects.filter(parent=region, valid_to=None)
        .annotate(below=Count("children", filter=Q(children__valid_to=None)))
        .order_by("is_example", "code")
    )


def counts_below(region: Region) -> dict[str, int]:
    """How many open, real places of each level lie below: ``{"county": 8, "town": 112, "village": 2000}``."""
    rows = descendants_of(region).filter(valid_to=None, is_example=False, is_offered=True).order_by()
    return dict(rows.values_list("level").annotate(Count("pk")))


def provinces() -> list[Region]:
    """The provinces of the tree."""
    return list(Region.objects.filter(level="province", valid_to=None))


def facts_of(region: Region) -> list[RegionFact]:
    """The newest statement of each fact that stands, by name."""
    newest: dict[str, RegionFact] = {}
    for fact in region.facts.filter(withdrawn=False).order_by("name", "-as_of"):
        newest.setdefault(fact.name, fact)
    return list(newest.values())


def in_provinces(provinces: Iterable[str]) -> Q:
    """A filter for places of the provinces with these two digits."""
    wanted = Q(pk__in=[])
    for province in provinces:
        wanted |= Q(code__startswith=province)
    return wanted


def known_places(provinces: Iterable[str]) -> dict[str, KnownPlace]:
    """What the tree knows of each code of some provinces, as far as a newer list could change it."""
    values = Region.objects.filter(in_provinces(provinces)).values_list(
        "code", "name", "kind", "valid_to", "is_example"
    )
    return {code: KnownPlace(name, kind, closed is not None, example) for code, name, kind, closed, example in values}


@dataclass(frozen=True, slots=True)
class OtherCodes:
    """The other codes and names of a place, and the place that civil affairs mean by this place's code, if another."""

    aliases: list[RegionAlias]
    same_code_elsewhere: Region | None


def other_codes_of(region: Region) -> OtherCodes:
    """Aliases of a place, and the other town that its code means in the civil-affairs scheme; one query."""
    same = Q(scheme=RegionAlias.Scheme.MCA, text=region.code)
    rows = list(RegionAlias.objects.filter(Q(region=region) | same).select_related("region").order_by("scheme", "text"))
    own = [row for row in rows if row.region_id == region.pk and row.text != region.code]
    return OtherCodes(own, next((row.region for row in rows if row.region_id != region.pk), None))


def towns_by_prefecture() -> dict[str, int]:
    """How many open towns each prefecture has, by the prefecture's 12-digit code."""
    rows = Region.objects.filter(level="town", valid_to=None, is_offered=True).order_by()
    counted = rows.annotate(prefecture=Substr("code", 1, 4)).values_list("prefecture").annotate(Count("pk"))
    return {f"{prefix}00000000": count for prefix, count in counted}


def prefectures() -> list[Region]:
    """The open prefectures of all provinces."""
    return list(Region.objects.filter(level="prefecture", valid_to=None))


@dataclass(frozen=True, slots=True)
class Redirected:
    """Another way to name a place: where it is now, and the sentence that says why one lands there."""

    region: Region
    note: str


def place_for(text: str) -> Region | Redirected:
    """The place of an address: a code of the tree, or where a closed or civil-affairs code leads.

    Errors: ``Hidden`` when the text is nobody's code.
    """
    region = region_by_code(text)
    if region is not None:
        if region.merged_into is not None:
            return Redirected(
                region.merged_into, f"{region.spoken}（{region.code}）已并入{region.merged_into.spoken}。"
            )
        return region
    try:
        code = RegionCode.parse(text).code
    except InvalidValue:
        raise Hidden from None
    return place_by_mca(code)


def place_by_mca(text: str) -> Redirected:
    """Where a civil-affairs code leads. Errors: ``Hidden`` when the register holds no such code."""
    code = fold_key(text).ljust(12, "0")
    alias = RegionAlias.objects.select_related("region").filter(scheme=RegionAlias.Scheme.MCA, text=code).first()
    if alias is None:
        raise Hidden
    return Redirected(alias.region, f"{code} 是民政部门代码，对应统计用代码 {alias.region.code}。")


def region_to_change(actor: Actor, code: str) -> Region:
    """The place whose facts ``actor`` may edit. Errors: ``Hidden`` (no such place), ``Denied`` (no right there)."""
    region = region_by_code(code)
    if region is None:
        raise Hidden
    if not actor.may("regions.change", Scope(region=region.code)):
        raise Denied("regions.change")
    return region


def scope_of(region: Region) -> Scope:
    """The scope in which a right over this place counts."""
    return Scope(region=region.code)


def fact_of(region: Region, pk: str) -> RegionFact:
    """One fact of a place by its id as posted. Errors: ``Hidden``."""
    fact = (
        RegionFact.objects.select_related("region")
        .filter(region=region, pk=int(pk) if pk.isdecimal() and len(pk) <= 18 else 0)
        .first()
    )
    if fact is None:
        raise Hidden
    return fact


def note_of_landing(text: str, region: Region) -> str:
    """The sentence for somebody who came by another code; "" when ``text`` does not lead to this place."""
    try:
        found = (
            place_by_mca(text.removeprefix("mca-")) if text.startswith("mca-") else place_for(text) if text else None
        )
    except Hidden:
        return ""
    return found.note if isinstance(found, Redirected) and found.region.pk == region.pk else ""


def fresh_key() -> str:
    """A key for one form: a second submit of the same form has no second effect."""
    return opaque_id()


def open_places(within: str = "") -> QuerySet[Region]:
    """All places in use, of one prefix of codes when it is given."""
    return Region.objects.filter(valid_to=None, code__startswith=within)
