"""How well needs find organisations on the labelled set: a change that ranks worse fails here (`bench/relevance_set`)."""

from __future__ import annotations

import csv

import pytest

from bangfu.engines.matching import Need, Organisation, PackWords, RunLikeness, Setting, Weights, recommend
from bangfu.engines.matching.features import UNIT, theme_units
from bangfu.engines.text.meaning import meanings
from bangfu.engines.text.refusals import without_refusals
from bangfu.engines.text.thesaurus import Thesaurus
from bangfu.engines.text.vocabulary import Vocabulary
from bench.relevance import FOLDER, Labelled, Ranking, broken_rules, figures, labelled, ours, tf_idf

ONLY_TEXT = Weights(themes=0, capabilities=0, resources=0, distance=0, track=0, hub=0, text=1000, existing=0)


@pytest.fixture(scope="module")
def texts() -> Labelled:
    return labelled()


@pytest.fixture(scope="module")
def ranked(texts: Labelled) -> Ranking:
    return ours(texts)


@pytest.mark.parametrize(
    ("part", "least"),
    [
        ("tuning", {"recall@10": 0.865, "recall of 2": 0.95, "nDCG@10": 0.85, "first good": 0.84}),
        ("held out", {"recall@10": 0.85, "recall of 2": 0.92, "nDCG@10": 0.82, "first good": 0.74}),
        ("all", {"recall@10": 0.85, "nDCG@10": 0.70, "first good": 0.72}),
    ],
)
def test_ranking_is_as_good_as_was_measured(texts: Labelled, ranked: Ranking, part: str, least: dict) -> None:
    found = figures(texts.gold, ranked, texts.needs(part))
    assert {name: round(found[name], 3) for name in least if found[name] < least[name]} == {}


def test_no_listed_organisation_is_forbidden_by_a_hard_rule(texts: Labelled, ranked: Ranking) -> None:
    assert broken_rules(texts, ranked) == [] and texts.barred


def test_ranking_beats_shared_characters_by_far(texts: Labelled, ranked: Ranking) -> None:
    mine, plain = (figures(texts.gold, each, texts.needs("held out")) for each in (ranked, tf_idf(texts)))
    assert mine["recall@10"] > plain["recall@10"] + 0.15 and mine["nDCG@10"] > plain["nDCG@10"] + 0.1


def test_every_judgement_names_a_pair_of_the_set_once(texts: Labelled) -> None:
    with (FOLDER / "judgements.csv").open(encoding="utf-8", newline="") as handle:
        pairs = [(row["需求编号"], row["组织编号"]) for row in csv.DictReader(handle)]
    assert len(set(pairs)) == len(pairs)
    assert {need for need, _ in pairs} == {need.id for need in texts.inputs.needs}
    assert {one for _, one in pairs} <= {one.id for one in texts.inputs.organisations}


def _points(organisation: str, need: str) -> tuple[int, str]:
    rows = [
        {
            "id": "first_aid",
            "zh": "急救培训",
            "en": "First aid",
            "synonyms": ["心肺复苏"],
            "hints": ["噎住", "救护车", "没有车"],
        }
    ]
    words = Vocabulary.of({"capabilities": rows, "spoken": {"冇": "没有"}})
    setting = Setting(words=PackWords(words), likeness=RunLikeness())
    found = recommend(
        [Organisation("A", summary=organisation)], [Need("1", description=need)], setting=setting, weights=ONLY_TEXT
    )
    row = found.organisations_for_needs[0]
    return row.score, row.reasons[0].text if row.reasons else ""


def test_texts_without_a_common_word_meet_in_a_concept_which_is_named() -> None:
    score, reason = _points("教心肺复苏", "有人噎住，叫不到救护车")
    assert score > 500 and "急救培训" in reason


def test_a_neighbouring_theme_covers_half_whichever_of_the_two_names_the_other() -> None:
    kinds = [{"id": name, "zh": name, "en": name} for name in ("care", "buying")]
    rows = [
        {"id": "meals", "zh": "助餐", "en": "Meals", "kind_of_help": "care", "themes": ["orders"]},
        {"id": "orders", "zh": "集采", "en": "Orders", "kind_of_help": "buying"},
        {"id": "lamps", "zh": "路灯", "en": "Lamps", "kind_of_help": "buying"},
    ]
    words = PackWords(Vocabulary.of({"kinds_of_help": kinds, "themes": rows}))
    assert theme_units("themes:meals", frozenset(["themes:orders"]), words) == UNIT // 2
    assert theme_units("themes:orders", frozenset(["themes:meals"]), words) == UNIT // 2
    assert theme_units("themes:meals", frozenset(["themes:lamps"]), words) == 0


def test_an_entry_with_many_words_is_not_buried_under_one_with_few() -> None:
    long = "养蜂 蜂箱 蜂群 取蜜 分箱 蜂农 蜜源 蜂王 摇蜜"
    about = meanings(["想学取蜜分箱"], Thesaurus(("养蜂", "分类", "学习"), (long, "分类 分组", "想学")))
    strength = about.rows[0, -about.entries :].toarray()[0]
    assert strength[0] > max(strength[1:])


def test_what_an_organisation_does_not_do_earns_nothing() -> None:
    assert _points("不做心肺复苏", "有人噎住，叫不到救护车")[0] == 0
    assert without_refusals("没有水，不要旧衣；想学养蜂") == "没有水，；想学养蜂"


def test_a_dialect_word_counts_as_its_standard_one() -> None:
    assert _points("教心肺复苏", "冇车")[0] == _points("教心肺复苏", "没有车")[0] > 500
