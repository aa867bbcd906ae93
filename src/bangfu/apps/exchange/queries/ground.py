"""What recommendations stand on, kept in memory by each process: both lists as features, and how crowded everybody is.

Built when first asked for, and again once an act has touched a need, an organisation or a place of either. Building takes
seconds when organisations are many; then it is done aside, at most a tenth of the time is spent on it, and a ground may be
older than the last change by ``PATIENCE`` times what building took. So pages say when their data were read (``made_at``), and what must be true
now (standing, free slots, declines) is read afresh each time by `queries.recommend`.
"""

import logging
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from threading import Lock, Thread
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q

from bangfu.apps.exchange.rules.crowding import FIRST_CHOICES
from bangfu.apps.needs.api import Need
from bangfu.apps.needs.api import planning_rows as needs_planned
from bangfu.apps.organisations.api import eligible
from bangfu.apps.organisations.api import planning_rows as organisations_planned
from bangfu.apps.programmes.api import current_pack, planner_setting
from bangfu.engines import matching
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.kept import may_be_taken_back, newest_change
from bangfu.values import Quarter, Refusal

log = logging.getLogger(__name__)
PATIENCE = 10.0
QUICK_SECONDS = 0.5
"""Ground that is built so quickly is never older than the last change."""
CELLS_AT_ONCE = 1_000_000
"""Up to so many pairs the first reader waits for the ground, a second or two; beyond that nobody does."""
CROWD_CELLS = 6_000_000
"""So many pairs are scored to see whom everybody would choose first."""
LOOK_SECONDS = 1.0
"""The trail is asked for changes at most so often."""
RETRY_SECONDS, RETRY_MOST = 10.0, 600.0
"""After a failure building rests, twice as long after each further one, up to the second."""
_MARGIN = 1_000
"""Records that may still have been on their way into the trail when the ground was built."""


class Preparing(Refused):
    """The lists of a large registry are being read for the first time since this process began."""

    def __init__(self) -> None:
        super().__init__(Refusal("preparing", "名录很大，推荐名单正在准备。", "请一两分钟后刷新页面。"))


@dataclass(frozen=True, slots=True)
class Ground:
    """``features`` of both lists, which are at hand by number; ``themes`` of needs by number; ``chosen``: the first few
    organisations of each need; ``version`` of the rules."""

    features: Any
    weights: matching.Weights
    words: matching.Words | None
    chosen: Mapping[str, tuple[str, ...]]
    made_at: datetime
    version: str
    pack: str

    needs: Mapping[str, matching.Need]
    organisations: Mapping[str, matching.Organisation]
    themes: Mapping[str, str]

    def others_choosing(self, need: str) -> Counter[str]:
        """Of how many other needs each organisation is among the first."""
        counts = Counter(one for first in self.chosen.values() for one in first)
        counts.subtract(self.chosen.get(need, ()))
        return counts


@dataclass(slots=True)
class _Kept:
    ground: Ground | None = None
    day: date | None = None
    newest: str = ""
    touched: tuple[int, int] = (0, 0)
    base: int = 0
    seconds: float = 0.0
    built: float = 0.0
    looked: float = 0.0
    failures: int = 0
    rests_until: float = 0.0


_kept = _Kept()
_lock = Lock()


def ground(on: date | None = None) -> Ground:
    """The ground of a day (today when none is named). Another day, and a reading inside a transaction, is built afresh.

    Errors: ``Preparing`` in the first minutes of a process over a large registry.
    """
    day = on or today()
    kept = _kept.ground
    just_looked = time.monotonic() - _kept.looked < LOOK_SECONDS
    if kept is not None and just_looked and _kept.day == day and not may_be_taken_back():
        return kept
    newest = newest_change() if day == today() else ""
    if not newest:
        return build(day)
    _kept.looked = time.monotonic()
    if kept is None:
        return _first(day, newest)
    if _kept.day != day or (newest != _kept.newest and _is_over(newest)):
        kept = _renewed(day, newest) or kept
    return kept


def _first(day: date, newest: str) -> Ground:
    """The first ground of this process: a small registry's at once; a large one's by a thread, and readers are told to wait."""
    if eligible().count() * Need.objects.filter(state="published").count() > CELLS_AT_ONCE:
        _renew_by_thread(day, newest)
        raise Preparing
    with _lock:
        if _kept.ground is None:
            _keep(day, newest)
        return _kept.ground  # type: ignore[return-value]


def _is_over(newest: str) -> bool:
    """Whether something that the ground depends on has changed, and it is time to build again."""
    if _touched(_kept.base) == _kept.touched:
        _kept.newest = newest
        return False
    return _kept.seconds < QUICK_SECONDS or time.monotonic() - _kept.built > PATIENCE * _kept.seconds


def _renewed(day: date, newest: str) -> Ground | None:
    """The ground built again: at once when that is quick; else by a thread of its own, and nobody waits for it."""
    if _kept.seconds < QUICK_SECONDS and not _rests():
        with _lock:
            return _kept.ground if _tried(day, newest) else None
    _renew_by_thread(day, newest)
    return None


def _renew_by_thread(day: date, newest: str) -> None:
    if not _rests() and _lock.acquire(blocking=False):
        Thread(target=_renew_aside, args=(day, newest), name="ground", daemon=True).start()


def _renew_aside(day: date, newest: str) -> None:
    try:
        _tried(day, newest)
    finally:
        _lock.release()
        connection.close()


def _rests() -> bool:
    """Whether building failed so lately that it is not tried again."""
    return time.monotonic() < _kept.rests_until


def _tried(day: date, newest: str) -> bool:
    """Builds and keeps the ground; a failure is logged, and the older ground, if any, is shown meanwhile."""
    try:
        _keep(day, newest)
    except Exception:
        _kept.failures += 1
        seconds = min(RETRY_MOST, RETRY_SECONDS * 2.0 ** (_kept.failures - 1))
        _kept.rests_until = time.monotonic() + seconds
        log.exception("the ground of recommendations could not be built; tried again in %.0f seconds", seconds)
        return False
    _kept.failures, _kept.rests_until = 0, 0.0
    return True


def _touched(base: int) -> tuple[int, int]:
    """How many acts on needs, organisations and places the trail holds after ``base``, and the last of them."""
    about = Q(action__startswith="needs.") | Q(action__startswith="organisations.") | Q(action__startswith="regions.")
    found = AuditRecord.objects.filter(about, pk__gt=base).aggregate(last=Max("pk"), count=Count("pk"))
    return found["count"], found["last"] or 0


def _keep(day: date, newest: str) -> None:
    last = AuditRecord.objects.aggregate(last=Max("pk"))["last"] or 0
    base = max(0, last - _MARGIN)
    touched, started = _touched(base), time.monotonic()
    _kept.ground, _kept.day, _kept.newest = build(day), day, newest
    _kept.base, _kept.touched, _kept.built = base, touched, time.monotonic()
    _kept.seconds = _kept.built - started


def build(day: date) -> Ground:
    """Read both lists and compute their features, without keeping anything."""
    pack = current_pack()
    setting = planner_setting(pack)
    weights = setting.weights.scaled()
    organisations = [matching.Organisation(**row) for row in organisations_planned(Quarter.of(day).text)]  # type: ignore[arg-type]
    needs = [matching.Need(**row) for row in needs_planned()]  # type: ignore[arg-type]
    features = matching.prepared(organisations, needs, _of_day(setting, day))
    chosen = matching.first_choices(features, weights, first=FIRST_CHOICES, most_cells=CROWD_CELLS)
    said = repr((pack.id, sorted(weights.as_dict().items()), setting.distance_scale_km))
    return Ground(
        features,
        weights,
        setting.words,
        chosen,
        now(),
        sha256(said.encode()).hexdigest()[:8],
        pack.id,
        {need.id: need for need in needs},
        {one.id: one for one in organisations},
        dict(Need.objects.filter(state="published").values_list("number", "theme")),
    )


def _of_day(setting: matching.Setting, day: date) -> matching.Setting:
    return matching.Setting(
        setting.words, setting.likeness, setting.counterparts, setting.distance_scale_km, setting.weights, day
    )
