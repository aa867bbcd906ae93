"""What always holds about needs, re-derived from the rows."""

import json
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from bangfu.apps.needs.models import Need, NeedLine, NeedStep, ReleasedPhoto
from bangfu.apps.needs.rules import LIFE
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.quantities.reading import misplaced

_BEYOND = ("verified", "published", "evaluated")


def _own_verified() -> Iterator[Finding]:
    for number in (
        Need.objects.exclude(verified_by="").filter(verified_by=F("entered_by")).values_list("number", flat=True)
    ):
        yield Finding(number, "核实人就是填报人。")


def _own_published() -> Iterator[Finding]:
    same = Q(published_by=F("verified_by")) | Q(published_by=F("entered_by"))
    for number in Need.objects.exclude(published_by="").filter(same).values_list("number", flat=True):
        yield Finding(number, "发布人同时是核实人或填报人。")


def _bare() -> Iterator[Finding]:
    musts = NeedLine.objects.filter(need=OuterRef("pk"), is_must=True, quantity__gte=1)
    for number in Need.objects.filter(state__in=_BEYOND).filter(~Exists(musts)).values_list("number", flat=True):
        yield Finding(number, "已核实或已发布，却没有一项必须的内容。")


def _stated() -> dict[str, dict[str, object]]:
    rows = PublicationRow.objects.filter(kind="need.published").order_by("id").values_list("subject", "body")
    return {subject: json.loads(bytes(body)) for subject, body in rows.iterator()}


def _unstated() -> Iterator[Finding]:
    stated = _stated()
    for number, title in Need.objects.filter(state="published").values_list("number", "title").iterator():
        said = stated.get(number)
        if said is None:
            yield Finding(number, "已发布，但公开记录里没有。")
        elif said["fields"]["title"] != title:  # type: ignore[index]
            yield Finding(number, "公开记录里的名称和现在的不同，却没有更正。")


def _broken_lives() -> Iterator[Finding]:
    allowed = {(s, t.target) for t in LIFE.transitions for s in t.sources} | {("", "draft")}
    last: dict[int, str] = {}
    for need_id, before, after in (
        NeedStep.objects.order_by("need_id", "id").values_list("need_id", "state_before", "state_after").iterator()
    ):
        if (before, after) not in allowed or last.get(need_id, "") != before:
            yield Finding(f"need {need_id}", f"经过不连续：{before or '（无）'} → {after}。")
        last[need_id] = after
    for need_id, number, state in Need.objects.values_list("id", "number", "state").iterator():
        if last.get(need_id) != state:
            yield Finding(number, f"现在是“{LIFE.states[state]}”，与最后一步不符。")


def _misplaced() -> Iterator[Finding]:
    return misplaced(NeedLine.objects.all(), "need__number")


def _unreleased() -> Iterator[Finding]:
    """Files that everybody may fetch without a release, and releases whose file is not the need's."""
    released = dict(ReleasedPhoto.objects.values_list("file", "need_id"))
    shown = dict(
        StoredFile.objects.filter(owner_type=Need._meta.label_lower, is_public=True).values_list("pk", "owner_id")
    )
    for file in sorted(released.keys() | shown.keys()):
        if str(released.get(file)) != shown.get(file):
            yield Finding(file, "照片对外公开的状态和发布人的决定不一致。")


def _needs() -> int:
    return Need.objects.count()


INVARIANTS = (
    Invariant("N1", "Nobody verifies a need that they entered.", _needs, _own_verified),
    Invariant("N2", "Nobody publishes a need that they verified or entered.", _needs, _own_published),
    Invariant("N3", "A verified or published need has a must-line.", _needs, _bare),
    Invariant("N4", "What is published stands in the publication rows with the same title.", _needs, _unstated),
    Invariant("N5", "A need's steps lead from draft to its present state.", NeedStep.objects.count, _broken_lives),
    Invariant(
        "N6",
        "Each unit of an item is in exactly one place, and the moves tell how it came there.",
        NeedLine.objects.count,
        _misplaced,
    ),
    Invariant(
        "N7", "A picture is public exactly when a publisher released it.", ReleasedPhoto.objects.count, _unreleased
    ),
)
