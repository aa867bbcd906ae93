"""The vocabulary: exact words, free text, and a pack that cannot be broken silently."""

import json
import random
from pathlib import Path

import pytest

import bangfu.packs
from bangfu.engines.text import SECTIONS, PhraseScanner, Vocabulary, suggest_lines
from bangfu.engines.text.phrases import without_overlap
from bangfu.values import InvalidValue, fold_key

PACK = Path(bangfu.packs.__file__).parent / "guangzhou_2023" / "vocabulary.json"


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary.load(PACK)


def ids(found):
    return [(one.entry.section, one.entry.id) for one in found]


def test_the_pack_has_the_sizes_the_specification_names(vocabulary):
    sizes = {section: len(vocabulary.section(section)) for section in SECTIONS}
    assert (sizes["kinds_of_help"], sizes["fields_of_capability"], sizes["themes"]) == (8, 7, 65)


def test_every_phrase_of_the_pack_is_found_as_a_cell_and_in_a_sentence(vocabulary):
    for section in SECTIONS:
        for entry in vocabulary.section(section):
            for phrase in entry.phrases:
                assert entry in vocabulary.find(f" {phrase} ", section)
                assert (section, entry.id) in ids(vocabulary.understand(f"，{phrase}。", section)), phrase


def test_a_cell_is_found_by_name_synonym_id_and_full_width(vocabulary):
    assert vocabulary.find("ＡＥＤ", "resources")[0].id == "aed"
    assert vocabulary.find("fruit_industry", "themes")[0].zh == "果树种植提升"
    assert vocabulary.find("输血")[0].section == "natures"
    assert vocabulary.find("不存在的词") == ()


def test_free_words_lead_to_entries_with_the_phrase_as_written(vocabulary):
    understood = vocabulary.understand("想请人教种 柚子，顺便搞Ｂ超机")
    by_id = {one.entry.id: one for one in understood}
    assert by_id["fruit_tree_technique"].phrases == ("教种 柚子",)
    assert not by_id["fruit_tree_technique"].official


def test_understanding_is_ranked_by_what_was_matched_and_is_stable(vocabulary):
    text = "果树栽培技术，长者，血压计血压计"
    first = vocabulary.understand(text)
    assert first[0].entry.id == "fruit_tree_technique" and first[0].official
    assert first == vocabulary.understand(text)
    assert vocabulary.understand("") == ()


def test_links_are_followed_both_ways(vocabulary):
    theme = vocabulary.get("themes", "fruit_industry")
    capability = vocabulary.linked(theme, "capabilities")[0]
    assert theme in vocabulary.linking(capability, "themes", "capabilities")
    assert theme.link("kind_of_help") == "industry" and theme.link("class") == ""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data["themes"][0].update(capabilities=["nothing_such"]), "vocabulary.broken"),
        (lambda data: data["themes"].append(data["themes"][0]), "vocabulary.broken"),
        (lambda data: data["themes"][0].pop("zh"), "vocabulary.unnamed"),
        (lambda data: data.update(moods=[]), "vocabulary.section"),
    ],
)
def test_a_broken_pack_is_refused_with_a_sentence(change, code):
    data = json.loads(PACK.read_text(encoding="utf-8"))
    change(data)
    with pytest.raises(InvalidValue) as refused:
        Vocabulary.of(data)
    assert refused.value.refusal.code == code


def naive_hits(phrases, text):
    """Every substring against every phrase: the obvious way, for texts without spaces and Latin letters."""
    keys = {fold_key(phrase) for phrase in phrases}
    return [
        (start, end, text[start:end])
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if text[start:end] in keys
    ]


def test_the_scan_agrees_with_looking_for_every_phrase_everywhere():
    chance = random.Random(3)
    for _ in range(200):
        phrases = ["".join(chance.choices("水泵灯路", k=chance.randint(1, 4))) for _ in range(8)]
        text = "".join(chance.choices("水泵灯路，", k=30))
        hits = PhraseScanner(phrases).all_in(text)
        assert [(hit.start, hit.end, hit.key) for hit in hits] == naive_hits(phrases, text)
        kept = without_overlap(hits)
        assert all(one.end <= other.start for one, other in zip(kept, kept[1:], strict=False))


def test_latin_words_match_whole_and_lines_do_not_join():
    scanner = PhraseScanner(["AED", "水泵"])
    assert [hit.key for hit in scanner.all_in("一台aed吧")] == ["aed"]
    assert scanner.all_in("paedagogy") == [] and scanner.all_in("水\n泵") == []
    assert [(hit.start, hit.end) for hit in scanner.all_in("水 泵")] == [(0, 3)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("缺两台血压计", 2),
        ("血压计３台", 3),
        ("血压计：十二个", 12),
        ("要二十台新血压计", 20),
        ("血压计一百台", 100),
        ("缺血压计", None),
        ("2026年要血压计", None),
        ("血压计坏了", None),
    ],
)
def test_amounts_beside_a_resource_are_suggested(vocabulary, text, amount):
    line = next(line for line in suggest_lines(vocabulary, text) if line.resource.id == "blood_pressure_meter")
    assert line.amount == amount


def test_a_capability_suggests_a_resource_and_says_by_way_of_what(vocabulary):
    (line,) = suggest_lines(vocabulary, "想请人来教种柚子")
    assert (line.by_way_of.id, line.phrase, line.amount) == ("fruit_tree_technique", "教种柚子", None)
