"""The arrays of one project: who could join, at what price under which lead, and what each brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from bangfu.engines.matching.features import good_standing
from bangfu.engines.matching.model import InputRefused, Organisation, Problem
from bangfu.engines.matching.network import Bools, Ints
from bangfu.engines.matching.setting import Facet, Words
from bangfu.engines.matching.teams.model import TRADE_ASSOCIATION, Number, Project

LARGEST_SUM = 2**52
"""Values and costs stay below this, so that a float holds every sum exactly."""
SHARE = 1000
"""A missing amount of a resource is weighed in thousandths of what was asked."""


@dataclass(frozen=True, slots=True)
class Covering:
    """Candidates by position in `ids` (sorted); `offers` is candidates x wishes, capabilities first, then resources;
    `gives` is the same with nobody giving more than is asked.

    `price` is what a candidate adds under a lead of its own field and another hub; all prices and costs are whole numbers,
    `price_scale` and `cost_scale` times the real ones. `wanted` is what can be had at best (see `reachable`).
    """

    ids: tuple[str, ...]
    may_lead: Bools
    price: Ints
    other_field: int
    same_hub: int
    field: Ints
    hub: Ints
    cost: Ints
    offers: Ints
    gives: Ints
    wanted: Ints
    capabilities: int
    seats: int
    budget: int | None
    price_scale: int
    cost_scale: int

    def prices(self, lead: int) -> Ints:
        """What each candidate adds to the value under this lead."""
        stranger = self.field != self.field[lead]
        sibling = (self.hub >= 0) & (self.hub == self.hub[lead])
        return self.price + self.other_field * stranger - self.same_hub * sibling

    def within_limits(self, members: Ints) -> bool:
        """Whether seats and budget allow these members."""
        spent = int(self.cost[members].sum())
        return len(members) <= self.seats and (self.budget is None or spent <= self.budget)

    def missing(self, members: Ints) -> tuple[int, int]:
        """(levels of capabilities, thousandths of resources) that these members leave open."""
        gap = np.maximum(self.wanted - self.gives[members].sum(axis=0), 0)
        levels, amounts = gap[: self.capabilities], gap[self.capabilities :]
        asked = np.maximum(self.wanted[self.capabilities :], 1)
        return int(levels.sum()), int((-(-SHARE * amounts // asked)).sum())


def covering_of(organisations: Sequence[Organisation], project: Project, words: Words | None) -> Covering:
    """The arrays. Candidates are organisations in good standing with capacity, whose cost the budget allows.

    Raises:
        InputRefused: nobody who may lead is left, or numbers too large to add exactly.
    """
    able = [one for one in organisations if good_standing(one) and one.capacity > 0]
    budget = None if project.budget is None else Fraction(project.budget)
    able = sorted((one for one in able if budget is None or Fraction(one.cost) <= budget), key=lambda one: one.id)
    leads = np.array([one.is_hub or one.kind == TRADE_ASSOCIATION for one in able], dtype=np.bool_)
    if not leads.any():
        raise InputRefused((_nobody_leads(organisations, project),))
    weights = project.weights
    prices = [
        _fraction(weights.cost) * Fraction(one.cost) - Fraction(one.fit) + _fraction(weights.member) for one in able
    ]
    cohesion = [_fraction(weights.other_field), _fraction(weights.same_hub)]
    price_scale = lcm(*(one.denominator for one in [*prices, *cohesion]))
    costs = [Fraction(one.cost) for one in able]
    cost_scale = lcm(*(one.denominator for one in [*costs, budget or Fraction(0)]))
    whole, extra = [int(one * price_scale) for one in prices], [int(one * price_scale) for one in cohesion]
    spent = [int(one * cost_scale) for one in costs]
    _refuse_large([sum(map(abs, whole)) + len(able) * sum(map(abs, extra)), sum(spent)])
    gives = _gives(able, project, words)
    asked = np.array([*project.required_capabilities.values(), *project.required_resources.values()], dtype=np.int64)
    return Covering(
        ids=tuple(one.id for one in able),
        may_lead=leads,
        price=np.array(whole, dtype=np.int64),
        other_field=extra[0],
        same_hub=extra[1],
        field=_numbered([one.field for one in able]),
        hub=_numbered([one.hub for one in able]),
        cost=np.array(spent, dtype=np.int64),
        offers=gives,
        gives=np.minimum(gives, asked),
        wanted=_reachable(np.minimum(gives, asked), asked, leads, project.max_members),
        capabilities=len(project.required_capabilities),
        seats=project.max_members,
        budget=None if budget is None else int(budget * cost_scale),
        price_scale=price_scale,
        cost_scale=cost_scale,
    )


def _fraction(number: Number) -> Fraction:
    return Fraction(number)


def _numbered(names: Sequence[str]) -> Ints:
    """Equal names get equal numbers; an empty one gets -1."""
    known = {name: index for index, name in enumerate(sorted(set(names) - {""}))}
    return np.array([known.get(name, -1) for name in names], dtype=np.int64)


def _reachable(gives: Ints, asked: Ints, leads: Bools, seats: int) -> Ints:
    """Of each wish, what the best team for this wish alone could bring; less than asked when it cannot be covered."""
    best = -np.sort(-gives, axis=0)
    everybody = best[:seats].sum(axis=0)
    if len(gives) > seats:  # one seat belongs to a lead
        with_lead = best[: seats - 1].sum(axis=0) + gives[leads].max(axis=0, initial=0)
        best_leads = np.array(
            [gives[leads, wish].max(initial=0) >= best[seats - 1, wish] for wish in range(len(asked))], dtype=np.bool_
        )
        everybody = np.where(best_leads, everybody, with_lead)
    return np.minimum(asked, everybody)


def _gives(able: Sequence[Organisation], project: Project, words: Words | None) -> Ints:
    wishes: list[tuple[Facet, str]] = [("capabilities", name) for name in project.required_capabilities]
    wishes += [("resources", name) for name in project.required_resources]
    found = np.zeros((len(able), len(wishes)), dtype=np.int64)
    same: dict[tuple[Facet, str, str], bool] = {}
    for row, one in enumerate(able):
        for column, (facet, name) in enumerate(wishes):
            offers = one.capabilities if facet == "capabilities" else one.resources
            for offer, amount in offers.items():
                key = (facet, name, offer)
                if key not in same:
                    same[key] = _means(name, offer, facet, words)
                if same[key]:
                    found[row, column] = max(found[row, column], amount)
    return found


def _means(wish: str, offer: str, facet: Facet, words: Words | None) -> bool:
    """Whether an offer names what is wished: the same words, or exactly one and the same concept."""
    if wish == offer:
        return True
    if words is None:
        return False
    concepts = words.concepts(wish, facet)
    return len(concepts) == 1 and words.concepts(offer, facet) == concepts


def _refuse_large(sums: Sequence[int]) -> None:
    if max(sums) >= LARGEST_SUM:
        sentence = "费用、契合度或权重的数值过大，无法精确相加；请换一个较大的计量单位。"
        raise InputRefused((Problem("numbers_too_large", sentence),))


def _nobody_leads(organisations: Sequence[Organisation], project: Project) -> Problem:
    leads = [one for one in organisations if one.is_hub or one.kind == TRADE_ASSOCIATION]
    if not leads:
        sentence = "没有可以牵头的组织：牵头者须是枢纽（是否枢纽填“是”）或组织类型为“行业协会商会”；请补上一家。"
        return Problem("nobody_may_lead", sentence)
    if all(not good_standing(one) or one.capacity <= 0 for one in leads):
        sentence = f"可以牵头的 {len(leads)} 家组织信用状态异常或可承接数量为 0；请另找牵头者，或更正资料。"
        return Problem("no_lead_available", sentence, tuple(sorted(one.id for one in leads)))
    least = min(one.cost for one in leads if good_standing(one) and one.capacity > 0)
    sentence = f"预算 {project.budget} 不够任何一家牵头组织（费用最低的是 {least}）；请提高预算。"
    return Problem("no_lead_affordable", sentence, tuple(sorted(one.id for one in leads)))
