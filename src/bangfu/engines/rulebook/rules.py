"""Rule, and the rulebook that is asked for the rules of a day.

Law and programme rules change: several changed twice in 2026.  So a rule is data with a first and a last day, and every
question is asked of a day.  A rule whose text nobody here has read only warns: refusing a gift or a campaign in the name
of a rule that may not exist would be worse than the omission.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from bangfu.values import InvalidValue, Period, Refusal

KINDS = frozenset({"deadline", "limit", "ratio", "constraint"})


class Status(StrEnum):
    """How well a rule is known."""

    TEXT_READ = "text_read"  # the article itself was read
    DECIDED = "decided"  # the platform's own rule, ours to enforce
    REPORTED = "reported"  # a page or a code file reports it
    GENERAL = "general"  # general knowledge
    DRAFT = "draft"  # a consultation draft


_BLOCKING = frozenset({Status.TEXT_READ, Status.DECIDED})


@dataclass(frozen=True, slots=True)
class Source:
    """Where rules come from: the title in Chinese, a link where the text was found, which may be empty."""

    id: str
    title: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule.

    Args:
        id: the same over all versions.
        kind: one of `KINDS`.
        zh: what it says, one Chinese clause.
        values: its figures; a limit has `value` and `unit`, a deadline the counts that `bangfu.engines.rulebook.due` reads.
        valid: first to last day in force.
        source, place: the text and the article in it.
        status: how well it is known.
        doubtful_from: from that day on it may have been replaced, so it only warns.
        note: for the maintainer, English.
    """

    id: str
    kind: str
    zh: str
    values: Mapping[str, Any] = field(hash=False)
    valid: Period
    source: Source
    place: str
    status: Status
    doubtful_from: date | None = None
    note: str = ""

    def may_block(self, day: date) -> bool:
        """Whether it may refuse on that day; otherwise it warns."""
        certain = self.doubtful_from is None or day < self.doubtful_from
        return self.status in _BLOCKING and certain and day in self.valid

    @property
    def citation(self) -> str:
        """For a page: the rule and where it stands."""
        return f"{self.zh}（{self.source.title}{'，' if self.place else ''}{self.place}）"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about a case: a refusal when it blocks, a warning when it does not."""

    refusal: Refusal
    rule: Rule
    blocks: bool


@dataclass(frozen=True)
class RulesOfDay:
    """The rules in force on one day."""

    day: date
    _rules: Mapping[str, Rule] = field(repr=False)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules.values())

    def get(self, rule_id: str) -> Rule | None:
        """The rule in force on the day, None when there is none or its version is not known."""
        return self._rules.get(rule_id)

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """All rules of a kind, by id."""
        return tuple(rule for rule in self if rule.kind == kind)

    def limit(self, rule_id: str) -> int | None:
        """The figure of a limit in the unit its rule names, None when unknown on that day."""
        rule = self.get(rule_id)
        return None if rule is None or rule.values.get("value") is None else int(rule.values["value"])

    def cell_size(self, *, sensitive: bool) -> int:
        """The smallest number of people that a public figure may show.

        Args:
            sensitive: whether the figure speaks of children or disabled people.

        Returns:
            The figure in the rulebook; when a pack names none, the stricter one of the default programme, 20.
        """
        found = self.limit("cell_size_sensitive" if sensitive else "cell_size")
        return 20 if found is None else found

    def finding(self, rule_id: str, sentence: str, fix: str = "") -> Finding | None:
        """That a case breaks a rule, as a blocking or a warning finding; None when the rule is not in force.

        Args:
            rule_id: the rule.
            sentence: what is wrong in this case, Chinese; the rule's source is put after it.
            fix: what to do.
        """
        rule = self.get(rule_id)
        if rule is None:
            return None
        blocks = rule.may_block(self.day)
        doubt = "" if blocks else "此规定尚未核实，仅作提醒。"
        refusal = Refusal(f"rule.{rule_id}", f"{sentence}依据：{rule.citation}。", f"{fix}{doubt}")
        return Finding(refusal, rule, blocks)


class Rulebook:
    """All versions of all rules.

    >>> book = Rulebook.of({"sources": {"L": {"title": "某法"}}, "rules": [
    ...     {"id": "r", "kind": "limit", "zh": "上限", "values": {"value": 3, "unit": "日"}, "source": "L",
    ...      "status": "text_read", "valid_from": "2020-01-01", "valid_to": "2025-12-31"},
    ...     {"id": "r", "kind": "limit", "zh": "上限", "values": {"value": 5, "unit": "日"}, "source": "L",
    ...      "status": "draft", "valid_from": "2026-01-01"}]})
    >>> book.as_of(date(2025, 12, 31)).limit("r"), book.as_of(date(2026, 1, 1)).limit("r")
    (3, 5)
    >>> book.as_of(date(2026, 1, 1)).get("r").may_block(date(2026, 1, 1)), book.as_of(date(2019, 1, 1)).get("r")
    (False, None)
    """

    def __init__(self, rules: Iterable[Rule], version: str = "") -> None:
        self.version = version
        self.rules = tuple(sorted(rules, key=lambda rule: (rule.id, rule.valid.first)))
        overlapping = [
            one.id
            for one, other in zip(self.rules, self.rules[1:], strict=False)
            if one.id == other.id and one.valid.overlaps(other.valid)
        ]
        if overlapping:
            names = "、".join(dict.fromkeys(overlapping))
            raise InvalidValue(
                Refusal("rulebook.overlap", f"规则的有效期互相重叠：{names}。", "同一天只能有一个版本有效。")
            )

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Rulebook:
        """A rulebook from the data of a pack's `rules.json`.

        Raises:
            InvalidValue: naming every rule that cannot be read and why.
        """
        sources = {key: Source(key, row["title"], row.get("link", "")) for key, row in data.get("sources", {}).items()}
        rows = data.get("rules", ())
        problems = [f"“{row.get('id', '?')}”{problem}" for row in rows for problem in _problems(row, sources)]
        repeated = Counter((row.get("id"), row.get("valid_from")) for row in rows)
        problems += [f"“{rule_id}”重复" for (rule_id, _), count in repeated.items() if count > 1]
        if problems:
            raise InvalidValue(Refusal("rulebook.broken", f"规则有误：{'；'.join(problems)}。"))
        return cls([_rule(row, sources) for row in rows], version=str(data.get("version", "")))

    @classmethod
    def load(cls, path: Path) -> Rulebook:
        """A rulebook from a file (UTF-8 JSON)."""
        return cls.of(json.loads(path.read_text(encoding="utf-8")))

    def as_of(self, day: date) -> RulesOfDay:
        """The rules in force on a day (in Shanghai)."""
        return RulesOfDay(day, {rule.id: rule for rule in self.rules if day in rule.valid})

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """All versions of a rule, oldest first."""
        return tuple(rule for rule in self.rules if rule.id == rule_id)


def _problems(row: Mapping[str, Any], sources: Mapping[str, Source]) -> Iterator[str]:
    for key in ("id", "kind", "zh", "values", "source", "status"):
        if key not in row:
            yield f"缺少 {key}"
    if row.get("kind", "limit") not in KINDS:
        yield f"的 kind“{row['kind']}”未知"
    if row.get("status", "draft") not in set(Status):
        yield f"的 status“{row['status']}”未知"
    if "source" in row and row["source"] not in sources:
        yield f"的 source“{row['source']}”不在 sources 中"
    try:
        first, last = _day(row.get("valid_from")), _day(row.get("valid_to"))
        _day(row.get("doubtful_from"))
    except ValueError:
        yield "的日期应写成 2026-01-01 或留空"
    else:
        if first and last and last < first:
            yield "的有效期首尾颠倒"


def _rule(row: Mapping[str, Any], sources: Mapping[str, Source]) -> Rule:
    return Rule(
        id=row["id"],
        kind=row["kind"],
        zh=row["zh"],
        values=row["values"],
        valid=Period(_day(row.get("valid_from")) or date.min, _day(row.get("valid_to"))),
        source=sources[row["source"]],
        place=row.get("place", ""),
        status=Status(row["status"]),
        doubtful_from=_day(row.get("doubtful_from")),
        note=row.get("note", ""),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
