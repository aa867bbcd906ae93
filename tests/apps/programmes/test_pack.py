"""A programme is data: the shipped pack is whole, a second city needs no code, a broken pack is refused by file and place."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.test import RequestFactory

from bangfu.apps.programmes import api, views
from bangfu.apps.programmes.invariants import INVARIANTS
from bangfu.apps.programmes.reading import SHIPPED, load_pack
from bangfu.apps.programmes.rules import PackRefused, weight_problems
from bangfu.apps.regions.api import load_regions, read_pack
from bangfu.plumbing.access import PUBLIC_ACTOR, SYSTEM_ACTOR, Actor, Denied, Grant
from bangfu.values import InvalidValue

TINY = Path(__file__).parent / "tiny_city"


@pytest.fixture(scope="module")
def pack():
    return load_pack("guangzhou_2023")


@pytest.fixture
def tiny(settings):
    settings.PACK = str(TINY)
    return api.current_pack()


@pytest.fixture
def broken(tmp_path):
    """A copy of the tiny pack and a function that damages one file of it and says why it is refused."""
    folder = tmp_path / "broken"
    shutil.copytree(TINY, folder)

    def refused(file, old, new):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(PackRefused) as caught:
            load_pack(str(folder))
        return str(caught.value)

    return refused


def test_the_shipped_pack_names_what_the_notice_names(pack):
    sets = {each.id: each.codes for each in pack.places}
    assert sets["aided_prefectures"] == ("441400000000", "440800000000", "441800000000", "441200000000")
    assert sets["key_towns"] == ("441826105000",)
    assert sets["focus_districts"] == ("440117000000", "440118000000", "440114000000")
    assert len(pack.vocabulary.section("kinds_of_help")) == 8
    assert len(pack.vocabulary.section("fields_of_capability")) == 7
    assert len(pack.typical_counties) == 22


def test_every_place_of_the_shipped_pack_is_in_the_shipped_tree(pack):
    tree = {row.code: row.name for row in read_pack()}
    assert pack.codes() <= set(tree)
    assert all(duty.aided_name.endswith(tree[duty.aided_region]) for duty in pack.duties)
    assert all(county.name.endswith(tree[county.region]) for county in pack.typical_counties)


def test_every_duty_has_a_source_and_only_what_was_read_or_decided_is_certain(pack):
    assert len(pack.duties) == 19
    assert all(duty.source for duty in pack.duties)
    assert {duty.status for duty in pack.duties if duty.is_certain} == {"text_read"}


def test_duties_reach_a_village_through_what_stands_above_it(pack):
    assert {duty.id for duty in pack.duties_of("441826105204")} == {"D03", "D04"}
    assert {duty.id for duty in pack.duties_of("441424000000")} >= {"D01", "D06", "D07", "D08"}
    assert pack.duties_of("440300000000") == ()
    assert {duty.id for duty in pack.duties_of("440114000000")} == {"D05"}


def test_the_planner_gets_weights_of_1000_and_each_pair_once(pack):
    assert sum(pack.weights.values()) == 1000 and tuple(pack.weights) == api.WEIGHT_PARTS
    assert len(set(pack.counterparts())) == len(pack.counterparts())


def test_hours_of_a_claim_come_from_the_rulebook(settings):
    assert api.rules_of(date(2026, 11, 23)).limit("claim_completion_hours") == 72


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ({}, "缺少 themes"),
        (dict.fromkeys(api.WEIGHT_PARTS, 100), "之和应为 1000"),
        (dict.fromkeys(api.WEIGHT_PARTS, 125) | {"themes": -1}, "0 到 1000 的整数"),
        (dict.fromkeys(api.WEIGHT_PARTS, 125) | {"themes": True}, "0 到 1000 的整数"),
        (dict.fromkeys(api.WEIGHT_PARTS, 125) | {"fame": 0}, "不认识 fame"),
    ],
)
def test_weights_that_do_not_add_up_are_refused(weights, words):
    assert any(words in problem for problem in weight_problems(weights))


def test_a_second_city_is_a_folder(tiny):
    assert tiny.title == "某市邻里互助" and api.word("bureau") == "某市民政局"
    assert api.choices("kinds_of_help") == [("chores", "家务帮手")]
    assert api.find_word("扫地", "themes").id == "sweeping"
    assert api.name_of("themes", "fruit_industry") == "fruit_industry"
    assert api.rules_of(date(2026, 1, 1)).limit("claim_completion_hours") == 24
    assert tiny.duties_of("441900003000")[0].helper_region == "441900004000"


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("pack.toml", "format = 1", "format = 9", "pack.toml format"),
        ("pack.toml", "format = 1", "format = ", "不是合法的 TOML"),
        ("pack.toml", 'title = "某市邻里互助"', "", "pack.toml title：没有填写"),
        ("pack.toml", "themes = 500", "themes = 501", "pack.toml [weights]：各项之和应为 1000"),
        ("pack.toml", '"441900003"', '"4419"', "pack.toml [[places]] 第 1 个"),
        ("pack.toml", 'role = "focus"', 'role = "fame"', "role“fame”未知"),
        ("pack.toml", '["chores"]', '["choirs"]', "“choirs”没有定义"),
        ("pack.toml", 'sentence = "扫地。"', 'sentense = "扫地。"', "栏目不对"),
        ("pack.toml", 'city = "441900000000"', 'city = "东莞"', "pack.toml city"),
        ("vocabulary.json", '"kind_of_help": "chores"', '"kind_of_help": "x"', "vocabulary.json"),
        ("vocabulary.json", '{"version"', '"version"', "vocabulary.json：不是合法的 JSON"),
        ("rules.json", '"status": "decided"', '"status": "sure"', "rules.json"),
        ("duties.csv", ",测试", ",", "duties.csv 第 2 行：没有来源"),
        ("duties.csv", "district", "friendship", "duties.csv 第 2 行：kind“friendship”未知"),
        ("duties.csv", "2026", "去年", "duties.csv 第 2 行：first“去年”"),
        ("duties.csv", "441900003000", "44190000", "duties.csv 第 2 行：区划代码"),
    ],
)
def test_a_broken_pack_is_refused_with_file_and_place(broken, file, old, new, words):
    assert words in broken(file, old, new)


def test_all_faults_of_a_pack_are_named_at_once(tmp_path):
    folder = tmp_path / "bad"
    shutil.copytree(TINY, folder)
    (folder / "rules.json").unlink()
    (folder / "duties.csv").write_text("id,kind\nT1,district\n", encoding="utf-8")
    with pytest.raises(PackRefused) as caught:
        load_pack(str(folder))
    assert {problem.file for problem in caught.value.problems} == {"rules.json", "duties.csv"}


def test_a_missing_pack_names_the_folder_that_was_looked_for():
    with pytest.raises(PackRefused, match="no_such_pack"):
        load_pack("no_such_pack")


def test_every_shipped_pack_can_be_read():
    for folder in SHIPPED.iterdir():
        if (folder / "pack.toml").exists():
            assert load_pack(folder.name).id == folder.name


@pytest.mark.django_db
def test_the_programme_page_names_duties_sources_and_standing(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        page = client.get("/programme/").content.decode()
    for word in (
        "谁帮扶谁",
        "广州环投集团",
        "见于报道，未核对原文",
        "只提醒，不拦截",
        "千社扶百村",
        "本平台口径，非官方公式",
    ):
        assert word in page


@pytest.mark.django_db
def test_the_programme_page_of_a_second_city_holds_nothing_of_the_first(client, tiny):
    page = client.get("/programme/").content.decode()
    assert "某市邻里互助" in page and "春天行动" in page
    assert "广州环投" not in page and "千社扶百村" not in page


@pytest.mark.django_db
def test_the_twin_of_the_programme_holds_every_duty_and_rule(client, pack):
    document = client.get("/programme.json").json()
    assert len(document["duties"]) == len(pack.duties) and len(document["rules"]) == len(pack.rulebook.rules)
    assert document["weights"] == dict(pack.weights)


@pytest.mark.django_db
def test_the_desk_page_is_for_those_who_may_read_packs():
    request = RequestFactory().get("/desk/programme/?section=themes")
    request.actor = PUBLIC_ACTOR
    with pytest.raises(Denied):
        views.desk(request)
    request.actor = Actor(person="1", kind="person", grants=(Grant("auditor", "all"),))
    page = views.desk(request).content.decode()
    assert "果树种植提升" in page and "只提醒，不拦截" in page


@pytest.mark.django_db
def test_a_pack_that_names_an_unknown_place_is_found_by_the_check(tiny):
    load_regions(by=SYSTEM_ACTOR, rows=[row for row in read_pack() if row.code.endswith("0" * 8)], edition="x")
    found = [finding.what for finding in INVARIANTS[0].broken()]
    assert found == [f"方案包里的代码 {code} 不在区划表里。" for code in ("441900003000", "441900004000")]


@pytest.mark.parametrize(
    ("text", "name"),
    [("图书与阅读", "图书与阅读"), ("产业帮扶", "产业帮扶"), ("科技助农", "科技助农"), ("农业科技", "科技助农")],
)
def test_a_theme_cell_takes_themes_kinds_and_fields_by_name_or_synonym(text, name):
    read = api.read_themes([text])
    assert [entry.zh for entry in read.entries] == [name] and not read.understood
    assert api.name_of("themes", read.ids[0]) == name


def test_a_free_phrase_is_understood_and_named():
    read = api.read_themes(["帮村里把老果园改造一下"])
    assert [entry.id for entry in read.entries] == ["fruit_industry"]
    assert api.understood_notices([read, None, read]) == [
        "领域「帮村里把老果园改造一下」按词表理解为「果树种植提升」。"
    ]


def test_words_that_say_nothing_are_refused_with_near_ones():
    with pytest.raises(InvalidValue) as caught:
        api.read_themes(["图书与阅读", "图书与悦读", "飞碟"])
    assert "「图书与悦读」" in caught.value.refusal.sentence and "「飞碟」" in caught.value.refusal.sentence
    assert "图书与阅读" in caught.value.refusal.fix
