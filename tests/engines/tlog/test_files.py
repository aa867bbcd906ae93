"""Tiles, bundles and canonical entries."""

import hashlib
import random

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from bangfu.engines.tlog import LogError, Tree, canonical, commit, leaf_hash, opens, read_canonical
from bangfu.engines.tlog.nodes import consistency_path, inclusion_path, root_of
from bangfu.engines.tlog.tiles import TileNodes, bundle, tile_bytes, tile_path, tiles_of, unbundle


@pytest.mark.parametrize(
    "level, number, width, path",
    [
        (0, 0, 256, "tile/0/000"),
        (0, 273, 256, "tile/0/273"),
        (1, 0, 112, "tile/1/000.p/112"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        ("entries", 1000, 3, "tile/entries/x001/000.p/3"),
    ],
)
def test_tiles_lie_where_the_format_says(level, number, width, path):
    assert tile_path(level, number, width) == path


def test_a_log_of_seventy_thousand_has_the_tiles_of_the_formats_example():
    """c2sp.org/tlog-tiles: 70,000 entries are 273 full tiles and one of 112, then one full of 273 in all, then one of 1."""
    tiles = set(tiles_of(70_000))
    assert {(0, 272, 256), (0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)} <= tiles
    assert len(tiles) == 274 + 2 + 1


@pytest.mark.parametrize("since, size", [(0, 0), (0, 1), (255, 256), (256, 257), (300, 700), (65_535, 65_537)])
def test_a_grown_log_writes_only_the_tiles_that_it_lacked(since, size):
    assert set(tiles_of(size, since)) == set(tiles_of(size)) - set(tiles_of(since))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 513, 700])
def test_proofs_from_tiles_are_those_of_the_tree(size):
    tree = Tree(leaf_hash(str(number).encode()) for number in range(size))
    files = {tile_path(*tile): tile_bytes(tree.node, *tile) for tile in tiles_of(size)}
    nodes = TileNodes(files.__getitem__, size)
    assert root_of(nodes.node, size) == tree.root()
    for at in random.Random(size).sample(range(size), min(size, 40)):
        assert inclusion_path(nodes.node, at, size) == tree.inclusion(at)
        assert consistency_path(nodes.node, at + 1, size) == tree.consistency(at + 1)


def test_a_short_tile_and_a_node_outside_are_refused():
    for files, ask in (
        ({"tile/0/000.p/3": b"x" * 95}, (0, 0)),
        ({}, (0, 300)),
        ({"tile/0/000.p/3": b"x" * 96}, (2, 0)),
    ):
        with pytest.raises(LogError):
            TileNodes(files.__getitem__, 3).node(*ask)


@given(st.lists(st.binary(max_size=40), max_size=12))
@settings(max_examples=50, deadline=None)
def test_a_bundle_gives_back_its_entries_byte_for_byte(entries):
    assert unbundle(bundle(entries)) == entries


@pytest.mark.parametrize("raw", [b"\0", b"\0\5abc", b"\0\1a\0"])
def test_a_bundle_that_ends_too_soon_is_refused(raw):
    with pytest.raises(LogError):
        unbundle(raw)


def test_an_entry_beyond_its_length_is_refused():
    assert len(bundle([b"x" * 65_535])) == 65_537
    with pytest.raises(LogError):
        bundle([b"x" * 65_536])


WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@settings(max_examples=150, deadline=None)
def test_canonical_bytes_are_those_of_the_rfc_8785_library(value):
    assert canonical(value) == rfc8785.dumps(value)
    assert read_canonical(canonical(value)) == value


# What the format fixes, written down: 22 values with their bytes (RFC 8785, section 3.2, without fractions).
VECTORS = [
    ({}, "{}"),
    ([], "[]"),
    ("", '""'),
    (None, "null"),
    (True, "true"),
    (False, "false"),
    (0, "0"),
    (-1, "-1"),
    (9007199254740991, "9007199254740991"),
    ("帮扶", '"帮扶"'),
    ('"\\', '"\\"\\\\"'),
    ("\b\t\n\f\r", '"\\b\\t\\n\\f\\r"'),
    ("\x00\x1f", '"\\u0000\\u001f"'),
    ("\x7f\u2028/", '"\x7f\u2028/"'),
    ("😀", '"😀"'),
    ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
    ({"10": 1, "9": 2, "": 3}, '{"":3,"10":1,"9":2}'),
    ({"\ufb33": 1, "😀": 2}, '{"😀":2,"\ufb33":1}'),  # by UTF-16 code units: the surrogate pair sorts first
    ({"a": {"d": [], "c": {}}}, '{"a":{"c":{},"d":[]}}'),
    ([1, "1", [1]], '[1,"1",[1]]'),
    ({"A": 1, "a": 2, "Z": 3}, '{"A":1,"Z":3,"a":2}'),
    ({"金额": 100, "amount_fen": 100}, '{"amount_fen":100,"金额":100}'),
]


@pytest.mark.parametrize("value, written", VECTORS)
def test_an_entry_is_written_in_its_one_form(value, written):
    assert canonical(value) == written.encode()
    assert read_canonical(written.encode()) == value


@pytest.mark.parametrize("value", [1.0, 1e400, 2**53, -(2**53), {1: 2}, "\ud800", {"\ud800": 1}, b"x", {1, 2}])
def test_what_has_no_one_form_is_refused(value):
    with pytest.raises(LogError):
        canonical(value)


@pytest.mark.parametrize(
    "raw",
    [b"", b" {}", b"{}\n", b'{"b":1,"a":2}', b'{"a":1,"a":1}', b"1.0", b"1e3", b"NaN", b"-0", b'"\\u0041"', b"\xff", b"[" * 9999, b'"\\ud800"'],
)  # fmt: skip
def test_bytes_in_any_other_form_are_refused(raw):
    with pytest.raises(LogError):
        read_canonical(raw)


def test_a_commitment_opens_with_its_salt_and_with_nothing_else():
    salt = "00" * 16
    made = commit(salt, "张三")
    assert made == hashlib.sha256(("00" * 16 + "\n张三").encode()).hexdigest()
    assert opens(made, salt, "张三") and not opens(made, salt, "李四") and not opens(made, "01" * 16, "张三")


@pytest.mark.parametrize("salt", ["", "00" * 15, "x" * 32, "0" * 33])
def test_a_short_salt_is_refused(salt):
    with pytest.raises(LogError):
        commit(salt, "x")
