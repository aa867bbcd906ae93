"""The plan as rows, and the needs that have nobody with the reason."""

from typing import Any

from bangfu.apps.exchange.boards import PairSeen, WaitingSeen
from bangfu.apps.exchange.desk.opened import Opened
from bangfu.apps.exchange.desk.pairs import PART_LABELS

REASONS_SHOWN = 2


def wanted_rows(desk: Opened) -> list[PairSeen]:
    """The plan's pairs that the page's filters keep, by place, need, then score."""
    rows = [row for row in desk.board.rows if _kept(desk, row)]
    return sorted(rows, key=lambda row: (desk.need(row.need).region, row.need, -row.score, row.organisation))


def wanted_needs(desk: Opened) -> list[str]:
    """All needs that the page's filters keep, by place."""
    kept = [name for name in desk.board.lists.needs if _need_kept(desk, name)]
    return sorted(kept, key=lambda name: (desk.need(name).region, name))


def wanted_waiting(desk: Opened) -> list[WaitingSeen]:
    """Needs without anybody that the page's filters keep."""
    return [one for one in desk.board.waiting if _need_kept(desk, one.need)]


def row_shown(desk: Opened, row: PairSeen) -> dict[str, Any]:
    """One pair as a row: who, what, how far, the best reason and how much speaks against it."""
    best = sorted(row.points, key=lambda one: -one[2])[:REASONS_SHOWN]
    return {
        "seen": row,
        "organisation": desk.organisation(row.organisation),
        "km": desk.kilometres(row.organisation, row.need),
        "best": [{"label": PART_LABELS.get(code, code), "points": points} for code, _words, points in best],
        "href": desk.pair_link(row.organisation, row.need),
    }


def _need_kept(desk: Opened, name: str) -> bool:
    word, one = desk.asked.get("q", ""), desk.need(name)
    return (
        one.region.startswith(desk.asked.get("place", ""))
        and desk.asked.get("wanted", "") in ("", name)
        and (not word or word in one.name or word in one.place or word == name)
    )


def _kept(desk: Opened, row: PairSeen) -> bool:
    asked, word = desk.asked, desk.asked.get("q", "")
    listed, wants = desk.organisation(row.organisation), desk.need(row.need)
    return (
        wants.region.startswith(asked.get("place", ""))
        and listed.region.startswith(asked.get("origin", ""))
        and asked.get("of", "") in ("", row.organisation)
        and asked.get("wanted", "") in ("", row.need)
        and (not asked.get("decided") or bool(row.decision))
        and (
            not word or any(word in text for text in (listed.name, wants.name, wants.place, row.organisation, row.need))
        )
    )
