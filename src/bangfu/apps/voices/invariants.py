"""V1 to V4, re-derived from the rows."""

import json
from collections.abc import Iterator
from fractions import Fraction

from django.db.models import Q

from bangfu.apps.needs.api import Need
from bangfu.apps.voices.models import Suggestion, Wish, WishFigure, WishFigures, WishRead
from bangfu.apps.voices.queries_wishes import least_numbers
from bangfu.engines.sampling import derived_cells
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.values import is_copied

LEAST = 10
ELSE = "*"
"""All towns, or all groups, of which nothing is shown."""


def _copied() -> Iterator[Finding]:
    suggestions = Suggestion.objects.filter(state="drafted")
    needs = {need.number: need for need in Need.objects.filter(number__in=suggestions.values("need"))}
    for each in suggestions:
        need = needs.get(each.need)
        if need is None:
            yield Finding(each.pk, "这条建议写着已转为需求，那条需求却没有。")
        elif any(is_copied(each.words, text) for text in (need.title, need.words, need.description) if text):
            yield Finding(each.need, "需求里照抄了提建议人的原话。")


def _small() -> Iterator[Finding]:
    for figures in WishFigures.objects.prefetch_related("rows"):
        where = f"{figures.county} {figures.on}"
        least = least_numbers(figures.on)
        rows = list(figures.rows.all())
        for row in rows:
            if row.count < max(row.least, least.get(row.group, LEAST)):
                yield Finding(where, f"公布的人数 {row.count} 太少，会让人认出是谁。")
        shown = {(row.town, row.group): row.count for row in rows}
        for (town, group), value in _told(shown).items():
            nobody = value == 0 and ELSE in (town, group)
            if value < least.get(group, LEAST) and not nobody:
                yield Finding(where, f"没有公布的人数 {value} 可以从公布的数算出来。")
        yield from _unsaid(figures, shown)


def _told(shown: dict[tuple[str, str], int]) -> dict[tuple[str, str], Fraction]:
    """What anybody can compute, not knowing which other towns and groups there are."""
    towns = {town for town, _ in shown if town} | {ELSE}
    groups = {group for _, group in shown if group} | {ELSE}
    return derived_cells(shown, sorted(towns), sorted(groups))


def _unsaid(figures: WishFigures, shown: dict[tuple[str, str], int]) -> Iterator[Finding]:
    rows = PublicationRow.objects.filter(kind="wishes.counted", subject=figures.county)
    said = [json.loads(bytes(row.body))["fields"] for row in rows]
    wanted = [[town, group, count] for (town, group), count in sorted(shown.items())]
    if not any(each["on"] == figures.on.isoformat() and each["rows"] == wanted for each in said):
        yield Finding(f"{figures.county} {figures.on}", "公布的人数和公开记录里的不一样，或没有写入公开记录。")


def _unread() -> Iterator[Finding]:
    trail = AuditRecord.objects.filter(action="voices.open_wish").count()
    kept = WishRead.objects.count()
    if trail != kept:
        yield Finding("voices_wishread", f"操作记录里打开心愿 {trail} 次，查看记录有 {kept} 次。")
    living = Wish.objects.filter(state__in=("open", "grouped"))
    for pk in living.filter(Q(words="") | Q(person="")).values_list("pk", flat=True):
        yield Finding(pk, "待实现的心愿没有内容。")


def _undecided() -> Iterator[Finding]:
    rows = Suggestion.objects.values_list("pk", "kind", "state", "need", "decided_by", "sent_by", "organisation")
    for pk, kind, state, need, decided_by, sent_by, organisation in rows:
        if (state == "open") != (decided_by == "") or (state in ("drafted", "merged")) != (need != ""):
            yield Finding(pk, "这条建议没有记下谁处理的，或处理结果和需求编号对不上。")
        if kind == "resident" and (sent_by or organisation):
            yield Finding(pk, "村民建议里记下了提建议的人。")


INVARIANTS = (
    Invariant("V1", "A draft does not repeat the words of who suggested it.", Suggestion.objects.count, _copied),
    Invariant(
        "V2",
        "No published number of wishes is too small or tells one that is, and each stands in the publication rows.",
        WishFigure.objects.count,
        _small,
    ),
    Invariant("V3", "Every reading of a wish is recorded twice.", WishRead.objects.count, _unread),
    Invariant(
        "V4",
        "What was decided names who decided and the need that came of it; a resident is not named.",
        Suggestion.objects.count,
        _undecided,
    ),
)
