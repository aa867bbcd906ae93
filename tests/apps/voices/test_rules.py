"""What is taken in, what becomes a need, what may be said outside: decided without a site."""

from datetime import date

import pytest

from bangfu.apps.voices import rules, rules_wishes

LAMP = "村口的路灯坏了三盏，老人晚上不敢出门。"


def code(refusal):
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("words", "contact", "waiting", "wanted"),
    [
        (LAMP, "", 0, None),
        ("路灯", "", 0, "voices.words"),
        ("长" * 501, "", 0, "voices.words"),
        (LAMP, "1" * 61, 0, "voices.contact"),
        (LAMP, "", 200, "voices.many"),
    ],
)
def test_a_suggestion_too_short_too_long_or_one_too_many_is_refused(words, contact, waiting, wanted):
    assert code(rules.sending_refusal(words=words, contact=contact, waiting=waiting)) == wanted


def test_a_draft_is_written_in_ones_own_words_and_only_once():
    draft = rules.drafting_refusal
    assert code(draft(state="open", original=LAMP, title=LAMP)) == "voices.copied"
    assert code(draft(state="open", original=LAMP, title="村口缺三盏路灯")) is None
    assert code(draft(state="answered", original=LAMP, title="村口缺三盏路灯")) == "wrong_state"


def test_a_suggestion_joins_only_a_living_need_of_its_county():
    merge = rules.merging_refusal
    here = {"state": "open", "region": "441802101990"}
    assert merge(**here, need_region="441802103000", need_state="published") is None
    assert code(merge(**here, need_region="441803103000", need_state="published")) == "voices.elsewhere"
    assert code(merge(**here, need_region="441802103000", need_state="closed")) == "voices.over"


def test_a_need_from_wishes_speaks_of_enough_people():
    assert code(rules_wishes.grouping_refusal(count=9, least=10)) == "voices.too_few"
    assert rules_wishes.grouping_refusal(count=10, least=10) is None


def test_figures_follow_each_other_slowly():
    on = date(2026, 11, 23)
    assert code(rules_wishes.counting_refusal(last=date(2026, 11, 1), on=on)) == "voices.too_soon"
    assert rules_wishes.counting_refusal(last=date(2026, 10, 24), on=on) is None
    assert rules_wishes.counting_refusal(last=None, on=on) is None


def test_children_and_disabled_people_have_the_stricter_bound():
    groups = {"elders": 10, "pupils": 20, "unsaid": 0}
    assert rules_wishes.least_of(groups, ordinary=10, sensitive=25) == {"elders": 10, "pupils": 25, "unsaid": 10}
