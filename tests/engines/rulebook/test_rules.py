"""Rules are asked of a day; only what is certain refuses; a broken rulebook does not load."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bangfu.packs
from bangfu.engines.rulebook import ChinaCalendar, Rulebook, Status, due
from bangfu.values import InvalidValue

PACK = Path(bangfu.packs.__file__).parent / "guangzhou_2023" / "rules.json"


@pytest.fixture(scope="module")
def data():
    return json.loads(PACK.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book(data):
    return Rulebook.of(data)


def version(first, last, value, **more):
    row = {"id": "r", "kind": "limit", "zh": "上限", "values": {"value": value, "unit": "日"}, "source": "L"}
    return row | {"status": "text_read", "valid_from": first, "valid_to": last} | more


def book_of(*rows):
    return Rulebook.of({"sources": {"L": {"title": "某法"}}, "rules": list(rows)})


def test_every_rule_of_the_pack_names_a_source_and_a_chinese_sentence(book):
    assert len(book.rules) > 60
    for rule in book.rules:
        assert rule.source.title and any("一" <= character <= "鿿" for character in rule.zh), rule.id


def test_every_deadline_of_the_pack_can_be_counted(book):
    china = ChinaCalendar()
    for rule in book.rules:
        if rule.kind == "deadline":
            assert due(rule, date(2026, 3, 31), china).day != date(2026, 3, 31), rule.id


def test_the_cell_sizes_are_ten_and_twenty_and_never_missing(book):
    rules = book.as_of(date(2026, 11, 23))
    assert (rules.cell_size(sensitive=False), rules.cell_size(sensitive=True)) == (10, 20)
    assert Rulebook([]).as_of(date(2026, 11, 23)).cell_size(sensitive=False) == 20


def test_a_rule_is_unknown_before_its_first_day(book):
    assert book.as_of(date(2025, 12, 31)).get("major_asset_or_investment_or_transaction") is None
    assert book.as_of(date(2026, 1, 1)).get("major_asset_or_investment_or_transaction") is not None


def test_only_what_was_read_or_decided_may_block(book):
    day = date(2026, 11, 23)
    for rule in book.as_of(day):
        if rule.may_block(day):
            assert rule.status in (Status.TEXT_READ, Status.DECIDED)
    draft = book.as_of(day).get("fundraising_cost_max")
    assert not draft.may_block(day) and book.as_of(day).limit("fundraising_cost_max") is None


def test_a_rule_that_may_have_been_replaced_only_warns_from_then_on(book):
    rule = book.as_of(date(2026, 11, 23)).get("annual_ratio_6")
    assert rule.status is Status.TEXT_READ
    assert rule.may_block(date(2026, 4, 26)) and not rule.may_block(date(2026, 4, 27))


def test_a_finding_says_whether_it_blocks_and_cites_its_source(book):
    rules = book.as_of(date(2026, 11, 23))
    hard = rules.finding("no_public_campaign_without_qualification", "该组织没有公开募捐资格。")
    soft = rules.finding("fundraising_plan_filing", "距开始只有五日。", "请推迟开始日期。")
    assert hard.blocks and "慈善法" in hard.refusal.sentence and "仅作提醒" not in str(hard.refusal)
    assert not soft.blocks and "仅作提醒" in soft.refusal.fix
    assert rules.finding("no_such_rule", "。") is None


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(0, 400))
def test_the_version_of_a_day_is_the_one_a_calendar_of_days_shows(lengths, after):
    start = date(2024, 1, 1)
    rows, by_day, first = [], {}, start
    for value, length in enumerate(lengths):
        last = first + timedelta(length - 1)
        rows.append(version(str(first), str(last), value))
        by_day |= {first + timedelta(n): value for n in range(length)}
        first = last + timedelta(1)
    day = start + timedelta(after)
    assert book_of(*rows).as_of(day).limit("r") == by_day.get(day)
    assert len(book_of(*rows).versions("r")) == len(lengths)


@pytest.mark.parametrize(
    ("rows", "code", "word"),
    [
        ([version("2024-01-01", None, 1), version("2025-01-01", None, 2)], "rulebook.overlap", "重叠"),
        ([version("2024-01-01", "2024-06-30", 1), version("2024-01-01", None, 1)], "rulebook.broken", "重复"),
        ([version("2024-01-01", "2023-01-01", 1)], "rulebook.broken", "颠倒"),
        ([version("2026 (about April)", None, 1)], "rulebook.broken", "日期"),
        ([version(None, None, 1, status="certain")], "rulebook.broken", "status"),
        ([version(None, None, 1, kind="wish")], "rulebook.broken", "kind"),
        ([version(None, None, 1, source="X")], "rulebook.broken", "source"),
        ([{"id": "r"}], "rulebook.broken", "缺少"),
    ],
)
def test_a_broken_rulebook_is_refused_by_name(rows, code, word):
    with pytest.raises(InvalidValue, match=word) as refused:
        book_of(*rows)
    assert refused.value.refusal.code == code and "r" in str(refused.value)
