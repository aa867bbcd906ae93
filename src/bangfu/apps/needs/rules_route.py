"""In which order to go round places: by straight lines, since no road map is at hand. No Django."""

from __future__ import annotations

from collections.abc import Mapping

from bangfu.values import GeoPoint


def round_trip(start: GeoPoint | None, places: Mapping[str, GeoPoint | None]) -> list[tuple[str, float | None]]:
    """Always the nearest next: (place, kilometres from the one before); places without a point come last, by code.

    Args: ``start``: where the day begins; None begins at the first place by code. A near order, not the shortest one.
    """
    left = {code: point for code, point in places.items() if point is not None}
    here, found = start, list[tuple[str, float | None]]()
    while left:
        code = min(left, key=lambda each: (here.km_to(left[each]) if here else 0.0, each))
        found.append((code, here.km_to(left[code]) if here else None))
        here = left.pop(code)
    return found + [(code, None) for code in sorted(places) if places[code] is None]
