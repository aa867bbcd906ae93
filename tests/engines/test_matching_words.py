"""Free words are understood through the vocabulary and the text; places and amounts count as stated."""

from __future__ import annotations

import numpy as np
import pytest

from bangfu.engines.matching import Need, Organisation, PackWords, RunLikeness, Setting, Weights, plan, recommend
from bangfu.engines.matching.evidence import distance_km
from bangfu.engines.matching.features import build
from bangfu.engines.matching.score import parts
from bangfu.engines.matching.view import Block, Pairs
from bangfu.engines.text.vocabulary import Vocabulary
from tests.engines.test_matching_door import lists

WORDS = PackWords(
    Vocabulary.of(
        {
            "kinds_of_help": [{"id": "industry", "zh": "产业帮扶", "en": "Industry", "synonyms": ["产业"]}],
            "themes": [
                {
                    "id": "fruit",
                    "zh": "果树种植提升",
                    "en": "Fruit",
                    "kind_of_help": "industry",
                    "capabilities": ["pruning"],
                    "synonyms": ["种柚子的事"],
                },
                {"id": "tea", "zh": "茶叶提质", "en": "Tea", "kind_of_help": "industry", "synonyms": []},
            ],
            "capabilities": [
                {"id": "pruning", "zh": "果树栽培技术", "en": "Pruning", "synonyms": ["果树修剪", "果园管护"]}
            ],
            "resources": [{"id": "pump", "zh": "水泵", "en": "Pump", "unit": "台", "synonyms": ["抽水机"]}],
        }
    )
)
SETTING = Setting(words=WORDS, likeness=RunLikeness())


def points(organisation: Organisation, need: Need, part: str, **weights: int) -> int:
    row = recommend([organisation], [need], setting=SETTING, weights=Weights(**weights)).organisations_for_needs[0]
    return {reason.code: reason.points for reason in row.reasons}.get(part, 0)


def only(part: str) -> dict[str, int]:
    return {name: 1000 if name == part else 0 for name in Weights().as_dict()}


@pytest.mark.parametrize(
    ("offered", "expected"),
    [({"themes": ("果树种植提升",)}, 1000), ({"themes": ("产业",)}, 600), ({"themes": ("茶叶提质",)}, 500)],
)
def test_a_theme_is_covered_by_synonym_wider_word_or_sibling(offered: dict, expected: int) -> None:
    need = Need("1", themes=("种柚子的事",))
    assert points(Organisation("A", **offered), need, "themes", **only("themes")) == expected


def test_a_capability_serves_the_theme_that_calls_for_it_and_synonyms_agree() -> None:
    organisation = Organisation("A", capabilities={"果树修剪": 1})
    need = Need("1", themes=("种柚子的事",), capabilities={"果园管护": 2})
    assert points(organisation, need, "themes", **only("themes")) == 500
    assert points(organisation, need, "capabilities", **only("capabilities")) == 500


def test_an_empty_list_is_read_from_the_text() -> None:
    organisation = Organisation("A", summary="会员能下乡教果树修剪")
    need = Need("1", name="请人来教果树修剪", description="")
    assert points(organisation, need, "capabilities", **only("capabilities")) == 1000


def test_amounts_count_as_the_share_that_is_offered() -> None:
    need = Need("1", resources={"水泵": 4})
    assert points(Organisation("A", resources={"抽水机": 1}), need, "resources", **only("resources")) == 250


def test_distance_points_fall_with_the_great_circle() -> None:
    setting = Setting(distance_scale_km=100)
    organisation = Organisation("A", lon=113.0, lat=23.0, themes=("x",))
    north = Need("1", lon=113.0, lat=24.0, themes=("x",))
    found = recommend([organisation], [north], setting=setting, weights=Weights(**only("distance")))
    assert distance_km(organisation, north) == pytest.approx(111.19, abs=0.02)
    assert found.organisations_for_needs[0].score == 329  # 1000 * exp(-1.1119)


def test_strangers_are_kept_out_with_a_sentence_and_words_in_common_let_them_in() -> None:
    need = Need("1", themes=("种柚子的事",), description="柚子树老了想请人教修剪")
    found = recommend([Organisation("A", summary="长者饭堂")], [need], setting=SETTING)
    assert [rule.code for rule in found.excluded[0].rules] == ["nothing_in_common"]
    assert plan([Organisation("A", summary="柚子树修剪")], [need], setting=SETTING).rows


def test_a_pair_has_the_same_points_in_a_block_and_alone() -> None:
    organisations, needs = lists(30, 20, 11)
    features = build(organisations, needs, SETTING, frozenset())
    weights = Weights().scaled()
    block = parts(Block(features, np.arange(20)), weights)
    need, organisation = np.divmod(np.arange(600), 30)
    alone = parts(Pairs(features, need, organisation), weights)
    for part, values in block.items():
        assert np.array_equal(np.broadcast_to(values, (20, 30)).ravel(), np.broadcast_to(alone[part], 600)), part
