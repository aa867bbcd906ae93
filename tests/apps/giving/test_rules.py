"""Pure decisions: each bad amount has its sentence, each failing of the gate its reason."""

from dataclasses import replace
from datetime import date

import pytest

from bangfu.apps.giving import rules
from bangfu.values import Refusal

DAY = date(2026, 6, 30)
PAYEE = rules.Charity("O-1", "示例慈善会", "53440000MJ00000000", True, True, date(2020, 1, 1), date(2030, 1, 1))
PLAN = rules.Plan(
    "O-1", "O-1", "A26001", date(2026, 6, 1), date(2026, 7, 31), "示例平台", "https://gongyi.example.org/p/1"
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0", "giving.amount_zero"),
        ("0.00", "giving.amount_zero"),
        ("-1", "giving.amount_negative"),
        ("0.001", "money.fraction"),
        ("1e9", "giving.amount_form"),
        ("1000000000", "giving.amount_large"),
        ("NaN", "giving.amount_form"),
        ("Infinity", "giving.amount_form"),
        ("١", "giving.amount_digits"),
        ("１", "giving.amount_digits"),
        ("一", "giving.amount_digits"),
        ("1\u200b", "giving.amount_digits"),
        ("", "giving.amount_empty"),
        ("1.0.0", "giving.amount_form"),
        ("+1", "giving.amount_form"),
        ("1,00", "giving.amount_form"),
        ("0x10", "giving.amount_form"),
    ],
)
def test_every_bad_amount_has_a_sentence_of_its_own(typed, code):
    found = rules.read_amount(typed)
    assert isinstance(found, Refusal) and found.code == code and found.sentence.endswith(("。", "？"))


@pytest.mark.parametrize(
    ("typed", "fen"), [("1", 100), ("0.01", 1), ("10.5", 1050), ("1,000.00", 100_000), (" 3 ", 300)]
)
def test_a_good_amount_is_whole_fen(typed, fen):
    assert rules.read_amount(typed) == fen


def test_with_everything_in_order_the_gate_is_open_on_first_and_last_day():
    for day in (PLAN.plan_from, DAY, PLAN.plan_until):
        assert rules.gate(PLAN, PAYEE, day) == ()


@pytest.mark.parametrize(
    ("payee", "plan", "code"),
    [
        (None, {}, "giving.no_payee"),
        ({"is_verified": False}, {}, "giving.no_payee"),
        ({"is_charity": False}, {}, "giving.not_charity"),
        ({"credit_code": ""}, {}, "giving.not_charity"),
        ({"fundraising_from": None}, {}, "giving.no_right"),
        ({"fundraising_from": date(2026, 7, 1)}, {}, "giving.no_right"),
        ({"fundraising_until": date(2026, 6, 29)}, {}, "giving.no_right"),
        ({}, {"organiser": "O-2"}, "giving.no_agreement"),
        ({}, {"plan_no": ""}, "giving.no_plan"),
        ({}, {"plan_from": None}, "giving.no_days"),
        ({}, {"plan_from": date(2026, 8, 1)}, "giving.no_days"),
        ({}, {"plan_from": date(2026, 7, 1)}, "giving.early"),
        ({}, {"plan_until": date(2026, 6, 29)}, "giving.over"),
        ({}, {"platform": ""}, "giving.no_page"),
        ({}, {"platform_url": "http://gongyi.example.org/"}, "giving.no_page"),
        ({}, {"platform_url": "javascript:alert(1)"}, "giving.no_page"),
    ],
)
def test_each_failing_shuts_the_gate_with_its_own_reason(payee, plan, code):
    charity = None if payee is None else replace(PAYEE, **payee)
    assert [each.code for each in rules.gate(replace(PLAN, **plan), charity, DAY)] == [code]


def test_a_partner_with_an_agreement_may_organise_for_a_qualified_charity():
    assert rules.gate(replace(PLAN, organiser="O-2", agreement="合作3号"), PAYEE, DAY) == ()


def test_each_line_of_the_checklist_counts_and_goods_only_for_goods():
    ticked = [code for code, _ in rules.CHECKLIST["taker"] if code != "goods"]
    assert rules.checklist_refusal("taker", ticked, goods=False) is None
    assert rules.checklist_refusal("taker", ticked, goods=True).code == "giving.checklist"
    assert rules.checklist_refusal("giver", ["own"], goods=False) is not None
