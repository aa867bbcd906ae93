"""The pack's words as teams use them, and sentences about a member."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bangfu.apps.programmes.api import find_word, name_of, unit_of, unknown_word, vocabulary
from bangfu.values import InvalidValue

SECTIONS = {"capability": "capabilities", "resource": "resources"}
FEN_PER_WAN = 1_000_000


def official(word: str, kind: str) -> str:
    """The pack's own name of a capability or resource. Errors: ``InvalidValue`` with near words."""
    entry = find_word(word.strip(), SECTIONS[kind])
    if entry is None:
        raise InvalidValue(unknown_word([word.strip()], SECTIONS[kind]))
    return entry.zh


def word_choices() -> list[str]:
    """Every capability and resource, for the list beneath the field."""
    words = vocabulary()
    return [entry.zh for section in SECTIONS.values() for entry in words.section(section)]


def theme_names(themes: list[str]) -> list[str]:
    """Chinese names of theme ids."""
    return [name_of("themes", theme) for theme in themes]


def asked_of_need(need: Any, lines: Any) -> tuple[dict[str, int], dict[str, int]]:
    """(capabilities, resources) that a published need asks for, as a first proposal of tasks.

    A need that names no capability gets those that the pack links to its first theme, one level each.
    """
    capabilities = {name_of("capabilities", one): int(level) for one, level in need.capabilities.items()}
    if not capabilities and need.theme:
        words = vocabulary()
        theme = words.get("themes", need.theme)
        capabilities = {entry.zh: 1 for entry in words.linked(theme, "capabilities")} if theme else {}
    resources: dict[str, int] = {}
    for line in lines:
        if line.resource:
            name = name_of("resources", line.resource)
            resources[name] = resources.get(name, 0) + line.quantity
    return capabilities, resources


def amount_words(name: str, amount: int, *, is_capability: bool) -> str:
    """An amount with its unit: 3 级, 20 台."""
    if is_capability:
        return f"{amount} 级"
    entry = find_word(name, "resources")
    return f"{amount} {unit_of(entry.id) if entry else '份'}"


def wan(fen: int) -> Decimal:
    """Whole fen as 万元, exactly: the unit in which the search weighs cost."""
    return Decimal(fen) / FEN_PER_WAN


def plain(number: Decimal) -> str:
    """A number without idle zeros."""
    return f"{number.normalize():f}"


def parts_of(row: Mapping[str, Any], lead: Mapping[str, Any], weights: Mapping[str, int]) -> list[dict[str, str]]:
    """What a member adds to the value, part by part; the points add up to ``adds``. Less is better."""
    cost, fit = Decimal(row["cost"]), Decimal(row["fit"])
    parts = [("member", "多一家成员，多一份协调", Decimal(weights["member"]))]
    if cost:
        parts.append(("cost", f"费用 {plain(cost)} 万元", cost * weights["cost"]))
    if fit:
        parts.append(("fit", "领域相同、履约记录好", -fit))
    if row["field"] != lead["field"]:
        parts.append(("other_field", "与牵头单位领域不同", Decimal(weights["other_field"])))
    if row["hub"] and row["hub"] == lead["hub"]:
        own = row["id"] == lead["id"]
        parts.append(
            ("same_hub", "自己属于一个枢纽" if own else "与牵头单位同属一个枢纽", -Decimal(weights["same_hub"]))
        )
    return [{"code": code, "text": text, "points": plain(points)} for code, text, points in parts]
