"""The pack's words as this room uses them, and how people write lists of them in one cell or box."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bangfu.apps.organisations.rules.words import EVIDENCE_GRADES
from bangfu.apps.programmes.api import choices, find_word, name_of, unit_of, unknown_word, vocabulary
from bangfu.apps.programmes.api import read_themes as read_theme_words
from bangfu.engines.text import query_tokens
from bangfu.values import InvalidValue, Refusal, fold

__all__ = [
    "capabilities_text",
    "choices",
    "find_word",
    "name_of",
    "read_capabilities",
    "read_resources",
    "read_themes",
    "resources_text",
    "search_words",
    "themes_text",
    "unit_of",
    "vocabulary",
]

_SPLIT = re.compile(r"[；;、\n\r]+")
_LEVELS = {"1": 1, "2": 2, "3": 3, "初级": 1, "中级": 2, "高级": 3}
_EVIDENCE = {words: grade for grade, words in EVIDENCE_GRADES.items()}


def search_words(query: str) -> list[str]:
    """The tokens that must all stand in an organisation's search column for ``query`` to find it."""
    return query_tokens(query)


def _parts(text: str) -> list[str]:
    return [part for part in (fold(each) for each in _SPLIT.split(text)) if part]


def read_themes(text: str) -> list[str]:
    """Ids of themes, kinds of help and fields, as in a sheet. Errors: ``InvalidValue`` with near words."""
    return sorted(read_theme_words(_parts(text)).ids)


def read_capabilities(text: str) -> dict[str, list[Any]]:
    """``果树栽培技术:3:经核实；茶叶种植加工`` as id → [level, evidence]; level 1 and 自述 when not written.

    Errors: ``InvalidValue``.
    """
    result: dict[str, list[Any]] = {}
    unknown: list[str] = []
    for part in _parts(text):
        name, *more = (each.strip() for each in part.replace("：", ":").split(":"))
        entry = find_word(name, "capabilities")
        if entry is None:
            unknown.append(name)
            continue
        level = _LEVELS.get(more[0]) if more and more[0] else 1
        evidence = _EVIDENCE.get(more[1]) if len(more) > 1 else "stated"
        if level is None or evidence is None:
            raise InvalidValue(
                Refusal(
                    "organisations.level",
                    f"“{part}”看不懂。",
                    "请写成 能力:等级:依据，等级 1 至 3，依据为自述、有材料或经核实。",
                )
            )
        result[entry.id] = [level, evidence]
    if unknown:
        raise InvalidValue(unknown_word(unknown, "capabilities"))
    return result


def read_resources(text: str) -> dict[str, list[Any]]:
    """``农技专家:6；果苗:200`` as id → [amount, unit of the vocabulary]. Errors: ``InvalidValue``."""
    result: dict[str, list[Any]] = {}
    unknown: list[str] = []
    for part in _parts(text):
        name, _colon, amount = part.replace("：", ":").partition(":")
        entry = find_word(name.strip(), "resources")
        digits = re.match(r"\s*(\d{1,12})", amount.replace(",", ""))
        if entry is None:
            unknown.append(name.strip())
        elif digits is None:
            raise InvalidValue(
                Refusal("organisations.amount", f"“{part}”没有写数量。", "请写成 资源:数量，例如 农技专家:6。")
            )
        else:
            result[entry.id] = [int(digits[1]), entry.unit or "份"]
    if unknown:
        raise InvalidValue(unknown_word(unknown, "resources"))
    return result


def themes_text(ids: Sequence[str]) -> str:
    """Theme ids as one writes them."""
    return "；".join(name_of("themes", each) for each in ids)


def capabilities_text(rows: Mapping[str, Sequence[Any]]) -> str:
    """Capabilities as one writes them, one a line."""
    return "\n".join(
        f"{name_of('capabilities', key)}:{level}:{EVIDENCE_GRADES[evidence]}" for key, (level, evidence) in rows.items()
    )


def resources_text(rows: Mapping[str, Sequence[Any]]) -> str:
    """Resources as one writes them, one a line."""
    return "\n".join(f"{name_of('resources', key)}:{amount}" for key, (amount, _unit) in rows.items())
