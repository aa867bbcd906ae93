"""Reasons in plain Chinese: what earned the points, and what speaks against a pair."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bangfu.engines.matching.features import (
    EARTH_KM,
    UNIT,
    covered_units,
    offered_concepts,
    plain_need,
    plain_organisation,
    theme_units,
    wanted_amounts,
    wanted_themes,
)
from bangfu.engines.matching.model import PART_NAMES, Need, Organisation, Reason
from bangfu.engines.matching.setting import Facet, Setting, Words

LEVEL_NAMES = {1: "一般", 2: "较强", 3: "专长"}
FAR_KM = 200
POOR_TRACK = 0.6


def reasons(
    organisation: Organisation,
    need: Need,
    points: Mapping[str, int],
    setting: Setting,
    duty: bool,
    subjects: Sequence[str] = (),
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """(for, against) of one pair; `subjects` are what both texts are about. The points of `for` add up to the score; parts without points are left out."""
    kilometres = distance_km(organisation, need)
    sentences = {
        "themes": _themes(organisation, need, setting.words),
        "capabilities": _amounts(organisation, need, "capabilities", setting.words),
        "resources": _amounts(organisation, need, "resources", setting.words),
        "distance": _distance(kilometres),
        "track": _track(organisation.track_record),
        "hub": _hub(organisation, duty),
        "text": (_text(subjects), ""),
        "existing": ("双方已经结对，延续合作", ""),
    }
    favour = tuple(
        Reason(part, f"{PART_NAMES[part]}：{sentences[part][0]}，+{points[part]}", int(points[part]))
        for part in PART_NAMES
        if points[part]
    )
    against = tuple(
        Reason(part, f"{PART_NAMES[part]}：{sentences[part][1]}") for part in PART_NAMES if sentences[part][1]
    )
    return favour, against


def distance_km(organisation: Organisation, need: Need) -> float | None:
    """Great-circle kilometres, None when a point is unknown."""
    if None in (organisation.lon, organisation.lat, need.lon, need.lat):
        return None
    here, there = math.radians(float(organisation.lat or 0)), math.radians(float(need.lat or 0))
    across = math.radians(float(need.lon or 0) - float(organisation.lon or 0))
    half = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _label(concept: str, words: Words | None) -> str:
    return words.label(concept) if words else concept


def _themes(organisation: Organisation, need: Need, words: Words | None) -> tuple[str, str]:
    asked = wanted_themes(need.themes, plain_need(need), words)
    offered = offered_concepts(organisation, words)
    units = {theme: theme_units(theme, offered, words) for theme in asked}
    exact = [_label(theme, words) for theme in asked if units[theme] == UNIT]
    near = [_label(theme, words) for theme in asked if 0 < units[theme] < UNIT]
    none = [_label(theme, words) for theme in asked if not units[theme]]
    said = [f"相同的有 {len(exact)} 项（{'、'.join(exact)}）"] if exact else []
    said += [f"相近的有 {len(near)} 项（{'、'.join(near)}）"] if near else []
    return f"需要的 {len(asked)} 项里，{'，'.join(said)}", f"不做“{'、'.join(none)}”" if none else ""


def _amounts(organisation: Organisation, need: Need, facet: Facet, words: Words | None) -> tuple[str, str]:
    listed = (need.capabilities, organisation.capabilities)
    if facet == "resources":
        listed = (need.resources, organisation.resources)
    asked = wanted_amounts(listed[0], plain_need(need), facet, words)
    offered = wanted_amounts(listed[1], plain_organisation(organisation), facet, words)
    full = [concept for concept, wanted in asked.items() if covered_units(offered.get(concept, 0), wanted) == UNIT]
    part = [c for c, wanted in asked.items() if c not in full and covered_units(offered.get(c, 0), wanted)]
    none = [_label(concept, words) for concept in asked if concept not in full and concept not in part]
    can, lacks = ("能做", "缺") if facet == "capabilities" else ("能给足", "没有")
    said = f"需要的 {len(asked)} 项里{can} {len(full)} 项"
    said += f"（{'、'.join(_label(concept, words) for concept in full)}）" if full else ""
    short = [_short(_label(c, words), offered[c], asked[c], facet) for c in part]
    said += f"，另有 {len(part)} 项做到一部分（{'、'.join(short)}）" if part else ""
    missing = [f"{lacks}“{'、'.join(none)}”"] if none else []
    return said, "；".join([*missing, *([f"还不够：{'、'.join(short)}"] if short else [])])


def _short(name: str, have: int, wanted: int, facet: Facet) -> str:
    if facet == "capabilities":
        return f"{name}需要“{LEVEL_NAMES.get(wanted, wanted)}”，现为“{LEVEL_NAMES.get(have, have)}”"
    return f"{name}需要 {wanted}，能给 {have}"


def _text(subjects: Sequence[str]) -> str:
    said = "组织简介与需求说明用词相近"
    return f"{said}，都与“{'、'.join(subjects)}”有关" if subjects else said


def _distance(kilometres: float | None) -> tuple[str, str]:
    if kilometres is None:
        return "", "有一方没有坐标，距离不明"
    said = f"直线距离约 {kilometres:.0f} 公里"
    return said, said if kilometres > FAR_KM else ""


def _track(record: float | None) -> tuple[str, str]:
    if record is None:
        return "没有履约记录，按一半计", "没有履约记录"
    said = f"履约率 {record * 100:.0f}%"
    return said, said if record < POOR_TRACK else ""


def _hub(organisation: Organisation, duty: bool) -> tuple[str, str]:
    if duty:
        return "所在地与需求所在地有结对帮扶关系", ""
    if organisation.is_hub:
        return "本身是枢纽型组织", ""
    return (f"有枢纽“{organisation.hub}”支持", "") if organisation.hub else ("", "")
