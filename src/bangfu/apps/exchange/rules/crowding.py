"""Why a popular organisation stands a little lower, and who gets the newcomer's place. Pure decisions, no Django.

After SmartSort: each engagement makes the next proposal a bit less likely, so that the same few are not asked every time.
"""

TAKEN_POINTS, TAKEN_MOST = 15, 60
"""Points for each slot held or committed this quarter, and at most."""
CHOSEN_POINTS, CHOSEN_MOST = 5, 40
"""Points for each other need that has the organisation among its first three, and at most."""
FIRST_CHOICES = 3
SHOWN = 10
NEWCOMER_DAYS = 90
ABLE_PARTS = ("themes", "capabilities", "resources")


def taken_price(taken: int) -> int:
    """Points that present engagements take from a ranking."""
    return min(TAKEN_MOST, TAKEN_POINTS * taken)


def chosen_price(others: int) -> int:
    """Points that being a first choice of ``others`` other needs takes from a ranking."""
    return min(CHOSEN_MOST, CHOSEN_POINTS * others)


def is_able(points: dict[str, int]) -> bool:
    """Whether a score rests on what the organisation can do, not only on where it is."""
    return any(points.get(part, 0) > 0 for part in ABLE_PARTS)


def with_newcomer(ranked: list[str], newcomers: set[str], shown: int = SHOWN) -> tuple[list[str], str]:
    """The first ``shown`` of a ranking, whose last place goes to the best newcomer that has no place by rank.

    Returns: the ids in order, and the id that stands in the newcomer's place ("" when nobody does).
    """
    first, rest = ranked[: shown - 1], ranked[shown - 1 :]
    marked = next((one for one in rest if one in newcomers), "")
    return [*first, marked or rest[0]] if rest else first, marked
