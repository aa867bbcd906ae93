"""A project that needs a team, and the team found: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Number = int | Decimal
Stop = Literal["proof", "nodes", "seconds"]

TRADE_ASSOCIATION = "行业协会商会"
"""The kind of organisation that may lead without being a hub."""


@dataclass(frozen=True, slots=True)
class TeamWeights:
    """What a member adds to the value: `cost` per unit of its cost, `member` for itself, `other_field` when its field is
    not the lead's; `same_hub` is taken off when it has the lead's hub."""

    cost: Number = 10
    member: Number = 25
    other_field: Number = 40
    same_hub: Number = 15


@dataclass(frozen=True, slots=True)
class Project:
    """What a project asks for: a name to a sum of levels, a name to an amount, at most so many members and so much cost.

    `budget` None is no limit; `max_members` counts the lead.
    """

    required_capabilities: Mapping[str, int] = field(default_factory=dict)
    required_resources: Mapping[str, int] = field(default_factory=dict)
    max_members: int = 1
    budget: Number | None = None
    weights: TeamWeights = field(default_factory=TeamWeights)


@dataclass(frozen=True, slots=True)
class Member:
    """One member: what it adds to the value, and what it brings of what was asked."""

    organisation: str
    adds: Number
    brings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Team:
    """A team, the lead among `members` (sorted by id).

    `lower_bound` is what no team with as little `missing` can go below; `gap` = (value - lower_bound) / the larger of their
    sizes, 0 when they are equal. `complete` is False only when the safety stop in seconds ended the search; `stopped_by`
    says what did. `nodes` were searched, of `leads` organisations that could lead.
    """

    lead: str
    members: tuple[Member, ...]
    value: Number
    lower_bound: Number
    gap: float
    complete: bool
    stopped_by: Stop
    covers: Mapping[str, int]
    missing: Mapping[str, int]
    cost: Number
    nodes: int
    leads: int
    candidates: int
