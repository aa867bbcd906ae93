"""The flow adds up, the drawing is proportional, and a correction says what it must."""

from random import Random

import pytest

from bangfu.apps.accountability import rules, sankey
from bangfu.apps.accountability.rules import Flow, Link, Stream, links_of, together

GOOD = {"said": "十台", "now": "九台", "reason": "数错了", "marks": [], "has_open": False}


def test_moves_within_one_total_cancel_and_it_stays_even():
    one = Flow({"bank": 100}, moved_out=30, used=20, left=50)
    other = Flow({"wechat": 10}, moved_in=30, refunded=5, reserved=15, left=20)
    total = together([one, other])
    assert one.is_even and other.is_even and total.is_even
    assert (total.moved_in, total.moved_out, total.received, total.kept) == (0, 0, 105, 85)


def test_an_uneven_flow_is_told():
    assert not Flow({"bank": 100}, used=10, left=91).is_even


def streams(number: int) -> list[Stream]:
    random = Random(number)
    found = []
    for place in range(number):
        sources = {name: random.randrange(1, 10**7) for name in rules.CHANNELS}
        total = sum(sources.values())
        used = random.randrange(total)
        found.append(Stream(f"基金 {place % 9}", f"用途 {place}", Flow(sources, used=used, left=total - used)))
    return found


@pytest.mark.parametrize("number", [1, 3, 40])
def test_a_large_flow_keeps_to_about_twenty_links_and_loses_no_fen(number):
    given = streams(number)
    links = links_of(given)
    assert len(links) <= 28
    for column in range(3):
        assert sum(one.fen for one in links if one.source[0] == column) == sum(each.flow.received for each in given)


def test_what_is_nothing_has_no_link():
    assert links_of([Stream("甲", "乙", Flow())]) == [] and sankey.layout([]).nodes == ()


def test_bars_are_as_high_as_their_money_and_lie_apart():
    links = [Link((0, "甲"), (1, "丙"), 300), Link((0, "乙"), (1, "丙"), 100)]
    drawing = sankey.layout(links)
    high = {node.name: node.height for node in drawing.nodes}
    assert high["甲"] == pytest.approx(3 * high["乙"], abs=0.2) and high["丙"] == pytest.approx(4 * high["乙"], abs=0.3)
    first, second = (node for node in drawing.nodes if node.column == 0)
    assert second.y - first.y - first.height == pytest.approx(sankey.GAP, abs=0.2)
    assert all(node.y + node.height <= drawing.height for node in drawing.nodes) and len(drawing.ribbons) == 2


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reason": ""}, "correction_incomplete"),
        ({"now": "十台"}, "correction_same"),
        ({"said": "字" * 301}, "correction_long"),
        ({"marks": ["电话号码"]}, "correction_private"),
        ({"has_open": True}, "correction_waiting"),
    ],
)
def test_a_correction_that_says_too_little_or_too_much_is_refused(change, code):
    assert rules.drafting_refusal(**GOOD) is None
    assert rules.drafting_refusal(**(GOOD | change)).code == code


def test_nobody_confirms_their_own_draft_nor_a_decided_one():
    assert rules.judging_refusal(is_open=True, drafted_by="a", by="b") is None
    assert rules.judging_refusal(is_open=True, drafted_by="a", by="a").code == "correction_own"
    assert rules.judging_refusal(is_open=False, drafted_by="a", by="b").code == "correction_done"
