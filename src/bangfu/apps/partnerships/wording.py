"""The pack's words as teams use them, sentences about a member, and what pairings and teams say in agreements and in public."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bangfu.apps.partnerships.rules.drafts import QUESTIONS
from bangfu.apps.partnerships.rules.pairings import AMBER_DAYS, DUTIES, EXIT_TERMS, RED_DAYS
from bangfu.apps.partnerships.rules.teams import percent
from bangfu.apps.programmes.api import find_word, name_of, rules_of, unit_of, unknown_word, vocabulary, word
from bangfu.values import InvalidValue

SECTIONS = {"capability": "capabilities", "resource": "resources"}
FEN_PER_WAN = 1_000_000
TEAM_EXIT = (
    "成员可以提出退出，写明原因，把手上的事交代清楚；份额由留下的成员重新商定，合计仍是 100%，全体重新签署后算数。"
    "新成员加入也一样。"
)


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


def pairing_values(pairing: Any, name: str, *, ends_on: Any = None) -> dict[str, str]:
    """What fills the agreement's template. ``ends_on``: a later end that is proposed."""
    values = {
        "编号": pairing.number,
        "甲方": name,
        "乙方": pairing.place_name,
        "起始日期": long_day(pairing.starts_on),
        "截止日期": long_day(ends_on or pairing.ends_on),
        "共建目标": pairing.goals,
        "见证单位": word("bureau"),
        "走访间隔": str(visit_days(pairing.starts_on)[0]),
        "退出条件": EXIT_TERMS,
    }
    return values | {DUTIES[code]: pairing.duties.get(code, "") or "视双方需要，另行商量。" for code in DUTIES}


def visit_days(on: Any) -> tuple[int, int]:
    """After how many days without a visit a pairing turns amber, and red, by the pack's rules of a day."""
    rules = rules_of(on)
    amber, red = rules.limit("pairing_visit_days"), rules.limit("pairing_visit_late_days")
    return (AMBER_DAYS if amber is None else int(amber), RED_DAYS if red is None else int(red))


def long_day(day: Any) -> str:
    """A day as agreements write it: 2026年11月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def pairing_public(pairing: Any) -> dict[str, Any]:
    """The public statement of a pairing: plain values, no person."""
    return {
        "number": pairing.number,
        "organisation": pairing.organisation,
        "place": pairing.place,
        "place_name": pairing.place_name,
        "state": pairing.state,
        "goals": pairing.goals,
        "duties": {DUTIES[code]: words for code, words in pairing.duties.items()},
        "starts_on": pairing.starts_on.isoformat(),
        "ends_on": pairing.ends_on.isoformat(),
        "continues": pairing.continues,
        "ended_how": pairing.ended_how,
    }


def team_values(team: Any, shares: Any, names: Mapping[str, str]) -> dict[str, str]:
    """What fills the mandate's template; ``shares`` with the lead's first."""
    others = [names[one.organisation] for one in shares if one.organisation != team.lead]
    return {
        "编号": team.number,
        "项目": team.title,
        "地点": team.place_name,
        "来自需求": team.need,
        "牵头单位": names[team.lead],
        "成员单位": "、".join(others),
        "起始日期": long_day(team.starts_on),
        "截止日期": long_day(team.ends_on),
        "目标": team.goals,
        "分工": "\n".join(f"{names[one.organisation]}：{work_words(one)}" for one in shares),
        "经费总额": f"{plain(wan(team.budget_fen))} 万元" if team.budget_fen else "不涉及经费",
        "份额": "\n".join(
            [*(share_words(names[one.organisation], one) for one in shares), "合计：经费 100%，成果 100%"]
        ),
        "四问": "\n".join(
            f"{QUESTIONS[code][0]}：{words}" for code, words in team.answers.items() if code in QUESTIONS and words
        ),
        "退出条件": TEAM_EXIT,
    }


def share_words(name: str, share: Any) -> str:
    """A member's two shares in words."""
    return f"{name}：经费 {percent(share.budget_permille)}，成果 {percent(share.credit_permille)}"


def work_words(share: Any) -> str:
    """What a member does: its tasks, then its own words."""
    return "；".join(part for part in ("、".join(share.tasks), share.work) if part)


def team_public(team: Any) -> dict[str, Any]:
    """The public statement of a team: members with their work and credit, no money of single members, no person."""
    shares = list(team.settlement.shares.all()) if team.settlement_id else []
    return {
        "number": team.number,
        "title": team.title,
        "place": team.place,
        "need": team.need,
        "lead": team.lead,
        "goals": team.goals,
        "state": team.state,
        "starts_on": team.starts_on.isoformat(),
        "ends_on": team.ends_on.isoformat(),
        "members": [
            {"organisation": one.organisation, "work": work_words(one), "credit_permille": one.credit_permille}
            for one in shares
        ],
    }
