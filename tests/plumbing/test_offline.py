"""Drafts from a phone: merged by field with nothing dropped, read strictly, and two sides' words kept apart."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bangfu
from bangfu.plumbing.offline import reading
from bangfu.plumbing.offline.merging import merge
from bangfu.plumbing.offline.reading import Draft, UnfitBody, Unread, moment_claimed, read_batch

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NAMES = ("title", "words", "item_1", "quantity_1", "item_2", "quantity_2")
UNITS = (("title",), ("words",), ("item_1", "quantity_1"), ("item_2", "quantity_2"))
texts = st.sampled_from(["", "甲", "乙", "丙"])
versions = st.dictionaries(st.sampled_from(NAMES), texts)


def obvious(base, mine, theirs, units, watched):
    """The same merge, unit by unit, written as four questions."""
    values, clashes = {}, set()
    for unit in units:
        was = [base.get(name, "") for name in unit]
        here = [theirs.get(name, "") for name in unit]
        wanted = [mine.get(name, base.get(name, "")) for name in unit]
        i_changed, they_changed = wanted != was, here != was
        if unit in watched:
            i_changed = False
            if they_changed:
                clashes.add(unit)
        if i_changed and they_changed and wanted != here:
            clashes.add(unit)
        taken = wanted if i_changed and not they_changed else here
        values |= dict(zip(unit, taken, strict=True))
    return values, clashes


@settings(max_examples=400, deadline=None)
@given(versions, versions, versions, st.sets(st.sampled_from(UNITS), max_size=2))
def test_the_merge_is_the_obvious_one_and_drops_nothing(base, mine, theirs, watched):
    found = merge(base=base, mine=mine, theirs=theirs, units=UNITS, watched=frozenset(watched))
    values, clashes = obvious(base, mine, theirs, UNITS, watched)
    assert found.values == values and {each.unit for each in found.clashes} == clashes
    disputed = {
        name: (ours, other)
        for each in found.clashes
        for name, ours, other in zip(each.unit, each.mine, each.theirs, strict=True)
    }
    for unit in UNITS:
        for name in unit:
            if unit not in watched and mine.get(name, base.get(name, "")) != base.get(name, ""):
                kept = disputed[name][0] if name in disputed else found.values[name]
                assert kept == mine[name], "what was written on the phone stands in the result or in the question"
            if theirs.get(name, "") != base.get(name, ""):
                kept = disputed[name][1] if name in disputed else found.values[name]
                assert kept == theirs.get(name, ""), "what a colleague wrote stands in the result or in the question"


def test_a_row_is_never_put_together_from_two_sides():
    """A colleague removed the first item, so that the second moved up; a quantity typed for the first is not the second's."""
    base = {"item_1": "血压计", "quantity_1": "1", "item_2": "轮椅", "quantity_2": "1"}
    theirs = {"item_1": "轮椅", "quantity_1": "1", "item_2": "", "quantity_2": ""}
    found = merge(base=base, mine=base | {"quantity_1": "5"}, theirs=theirs, units=UNITS)
    assert [each.unit for each in found.clashes] == [("item_1", "quantity_1")]
    assert found.values["quantity_1"] == "1"


def test_the_script_of_an_offline_page_stays_within_its_twenty_kilobytes():
    folder = Path(bangfu.__file__).parent / "plumbing"
    names = [*(folder / "offline/static/offline").glob("*.js"), folder / "ui/static/ui/ui.js"]
    packed = sum(len(gzip.compress(path.read_bytes())) for path in names)
    assert len(names) == 7 and packed <= 20 * 1024, f"{packed} bytes"


# --- reading ---------------------------------------------------------------------------------------------------------------


def body(*drafts, **more):
    return json.dumps({"drafts": list(drafts)} | more).encode()


def one(**changes):
    return {"id": "a" * 24, "person": "p", "kind": "needs.survey", "subject": "", "fields": {"title": "缺水"}} | changes


def test_a_draft_is_read_as_it_was_written():
    [draft] = read_batch(body(one(base={"title": "旧"}, at="2026-11-23T01:00:00.000Z")))
    assert draft == Draft(
        "a" * 24, "p", "needs.survey", "", (("title", "旧"),), (("title", "缺水"),), "2026-11-23T01:00:00.000Z"
    )


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"[]", b"{", b"null", b'{"drafts": 3}', b'{"drafts": [3]}', b'{"drafts": [{}]}', b"[" * 100_000, b"\xff\xfe",
        body(one(id="../x")), body(one(id=5)), body(one(id="")),
    ],
)  # fmt: skip
def test_a_body_that_names_no_drafts_is_refused_with_a_sentence(sent):
    with pytest.raises(UnfitBody) as refused:
        read_batch(sent)
    assert refused.value.status == 422 and "草稿还在手机上" in str(refused.value.refusal)


def test_a_body_beyond_the_size_is_refused_and_too_many_drafts_too():
    with pytest.raises(UnfitBody) as large:
        read_batch(b" " * (reading.BODY_MAX_BYTES + 1))
    with pytest.raises(UnfitBody) as many:
        read_batch(body(*[one(id=f"draft{n:03d}") for n in range(reading.DRAFTS_MAX + 1)]))
    assert large.value.status == many.value.status == 413


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fields": []}, "fields_unreadable"),
        ({"fields": {"title": 5}}, "fields_unreadable"),
        ({"fields": {"title": ["a"]}}, "fields_unreadable"),
        ({"fields": {"ti tle": "a"}}, "fields_unreadable"),
        ({"fields": {f"f{n}": "" for n in range(500)}}, "fields_unreadable"),
        ({"fields": {"title": "长" * 6000}}, "value_too_long"),
        ({"fields": {"title": "a\0b"}}, "value_unreadable"),
        ({"base": {"title": "\ud800"}}, "value_unreadable"),
        ({"kind": {"a": 1}}, "draft_unreadable"),
        ({"subject": "N-26'; --"}, "draft_unreadable"),
        ({"at": "九点"}, "draft_unreadable"),
    ],
)
def test_an_odd_draft_is_refused_alone_and_those_beside_it_are_read(changes, code):
    bad, good = read_batch(body(one(**changes), one(id="b" * 24)))
    assert isinstance(bad, Unread) and bad.refusal.code == code and isinstance(good, Draft)


@pytest.mark.parametrize(
    ("said", "kept", "is_ahead"),
    [
        ("2026-11-23T01:00:00.000Z", datetime(2026, 11, 23, 1, 0, tzinfo=UTC), False),
        ("2026-11-23T02:03:00.000Z", AT, False),
        ("2026-11-23T05:00:00.000Z", None, True),
        ("9999-12-31T23:59:59Z", None, True),
        ("2020-01-01T00:00:00Z", None, False),
        ("0001-01-01T00:00:00+14:00", None, False),
        ("", None, False),
        ("2026-11-23T01:00", None, False),
    ],
)
def test_a_phones_clock_is_a_claim_kept_only_when_it_can_be_true(said, kept, is_ahead):
    moment, ahead = moment_claimed(said, AT)
    assert moment == kept and (ahead > timedelta()) == is_ahead
