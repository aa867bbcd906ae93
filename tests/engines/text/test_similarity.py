"""Similarity is symmetric, bounded, and the fast table agrees with the obvious sum."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bangfu.engines.text import runs, similarity
from bangfu.engines.text.bulk import TextMatrix
from bangfu.engines.text.similarity import RUN_WEIGHTS

texts = st.text(st.sampled_from("水泵灯路电商培训，a1 "), max_size=20)


@given(texts, texts)
def test_similarity_is_symmetric_and_between_zero_and_one(one, other):
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, other) == similarity(other, one)


@given(texts)
def test_a_text_is_wholly_like_itself_also_in_other_writing(text):
    assert similarity(text, f" {text.upper()}！") == (1.0 if runs(text) else 0.0)


def test_a_paraphrase_is_nearer_than_another_matter():
    need = "果园缺懂修剪的技术员"
    assert similarity(need, "请技术员教果园修剪") > similarity(need, "请乐队来村里演出")


def slow_score(collection: list[str], one: str, other: str) -> float:
    def vector(text):
        return {
            run: RUN_WEIGHTS[len(run)]
            * (1 + math.log(len(collection) / sum(run in runs(t) for t in collection)))
            * (1 + math.log(count))
            for run, count in runs(text).items()
        }

    a, b = vector(one), vector(other)
    length = math.sqrt(sum(w * w for w in a.values())) * math.sqrt(sum(w * w for w in b.values()))
    return sum(a[run] * b.get(run, 0) for run in a) / length if length else 0.0


def some_texts(count: int) -> list[str]:
    chance = random.Random(7)
    return ["".join(chance.choices("水泵灯路电商培训果园", k=chance.randint(2, 9))) for _ in range(count)]


def test_the_table_agrees_with_the_slow_sum():
    collection = some_texts(30)
    table = TextMatrix(collection).scores(collection[:5]).toarray()
    for row in range(5):
        for column, other in enumerate(collection):
            assert table[row, column] == pytest.approx(slow_score(collection, collection[row], other))


def test_near_duplicates_are_exactly_the_pairs_above_the_line_across_blocks(monkeypatch):
    monkeypatch.setattr("bangfu.engines.text.bulk._BLOCK", 7)
    collection = some_texts(20)
    slow = {
        (i, j)
        for i in range(20)
        for j in range(i + 1, 20)
        if slow_score(collection, collection[i], collection[j]) >= 0.15
    }
    pairs = TextMatrix(collection).near_duplicates(0.15)
    assert {(i, j) for i, j, _ in pairs} == slow and slow
    assert [score for *_, score in pairs] == sorted((score for *_, score in pairs), reverse=True)
    assert pairs == TextMatrix(collection).near_duplicates(0.15)


def test_nearest_breaks_ties_by_position_and_leaves_out_strangers():
    matrix = TextMatrix(["水泵", "演出", "水泵", "路灯水泵"])
    assert [place for place, _ in matrix.nearest("水泵")] == [0, 2, 3]
    assert matrix.nearest("咖啡") == [] and matrix.nearest("") == []
