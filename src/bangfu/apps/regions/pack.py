"""The lists of codes that ship with the project, read from ``packs/regions/<name>/``."""

import csv
from collections.abc import Iterator
from pathlib import Path

from bangfu.apps.regions.rules import PlaceRow

PACKS = Path(__file__).resolve().parent.parent.parent / "packs" / "regions"
SHIPPED = "guangdong"
SHIPPED_EDITION = "统计用区划代码 2023 年版"


def read_pack(name: str = SHIPPED) -> list[PlaceRow]:
    """The rows of a shipped list: codes and names, points, civil-affairs codes and the names of the civil-affairs register.

    Errors: ``OSError`` when the pack has no such list, ``KeyError`` when a file lacks a column.
    """
    folder = PACKS / name
    points = {row["code"]: row for row in _rows(folder / "region_points.csv")}
    registered = {row["nbs_code"]: row for row in _registered(folder) if row["nbs_code"]}
    return [
        _place(row, points.get(row["code"]), registered.get(row["code"]))
        for row in _rows(folder / f"regions_{name}.csv")
    ]


def _registered(folder: Path) -> Iterator[dict[str, str]]:
    yield from _rows(folder / "towns_mca_crosswalk.csv")
    yield from _rows(folder / "towns_mca_spellings.csv")


def _place(row: dict[str, str], point: dict[str, str] | None, register: dict[str, str] | None) -> PlaceRow:
    other = register["name"] if register and register["name"] != row["name"] else ""
    return PlaceRow(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        lon=float(point["lon"]) if point else None,
        lat=float(point["lat"]) if point else None,
        point_source=point["source"] if point else "",
        mca_code=register["mca_code"] if register else "",
        aliases=(other,) if other else (),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)
