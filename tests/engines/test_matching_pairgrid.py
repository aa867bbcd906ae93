"""The grid that people look at shows the planner's own numbers, and says for every pair why it may not be."""

import pytest

from bangfu.engines.matching import InputRefused, Locks, Pair, Weights, grid, judged, plan, recommend
from tests.engines.test_matching_door import lists

WEIGHTS = Weights(distance=600)


def test_the_grid_has_the_scores_of_the_ranking_and_nothing_where_a_rule_forbids():
    organisations, needs = lists(24, 12, 5)
    found = grid(organisations, needs, weights=WEIGHTS)
    ranked = recommend(
        organisations, needs, weights=WEIGHTS, need_ids=[one.id for one in needs], top=len(organisations)
    )
    shown = {
        (need, name): score
        for need, line in zip(found.needs, found.scores, strict=True)
        for name, score in zip(found.organisations, line, strict=True)
        if score is not None
    }
    assert shown == {(row.need, row.organisation): row.score for row in ranked.organisations_for_needs}
    assert any(score is None for line in found.scores for score in line)


def test_a_planned_pair_is_judged_as_the_plan_explains_it():
    organisations, needs = lists(24, 12, 5)
    row = plan(organisations, needs, weights=WEIGHTS).rows[0]
    found = judged(organisations, needs, Pair(row.need, row.organisation), weights=WEIGHTS)
    assert (found.row.score, found.row.reasons, found.rules) == (row.score, row.reasons, ())


def test_a_pair_that_is_not_planned_names_every_rule_it_breaks_also_a_ban():
    organisations, needs = lists(24, 12, 5)
    marks = grid(organisations, needs)
    place = next((n, o) for n, line in enumerate(marks.scores) for o, score in enumerate(line) if score is None)
    pair = Pair(marks.needs[place[0]], marks.organisations[place[1]])
    plain = judged(organisations, needs, pair)
    banned = judged(organisations, needs, pair, locks=Locks(banned=frozenset({pair})))
    assert plain.rules and "banned" not in {rule.code for rule in plain.rules}
    assert {rule.code for rule in banned.rules} == {rule.code for rule in plain.rules} | {"banned"}


def test_a_pair_outside_the_lists_is_refused_by_name():
    organisations, needs = lists(4, 3, 5)
    with pytest.raises(InputRefused, match="没有"):
        judged(organisations, needs, Pair(needs[0].id, "nobody"))
