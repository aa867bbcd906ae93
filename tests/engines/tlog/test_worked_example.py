"""The numbers that docs/explanation/public-log.md tells are what the engine computes."""

import re

from bangfu.engines.tlog import Tree, canonical, leaf_hash
from tests.house.source import PROJECT

PAGE = (PROJECT / "docs/explanation/public-log.md").read_text("utf-8")


def entry(number: int) -> bytes:
    said = {"v": 1, "kind": "example", "subject": f"X-{number}", "at": "2026-11-23T00:00:00+00:00", "commitments": {}}
    return canonical(said | {"fields": {"amount_fen": 100 * (number + 1)}})


def short(*hashes: bytes) -> str:
    return ", ".join(each.hex()[:8] for each in hashes)


def test_the_worked_example_tells_what_the_engine_computes():
    entries = [entry(number) for number in range(3)]
    tree = Tree(map(leaf_hash, entries))
    assert entries[1].decode() in PAGE
    told = re.findall(r"^\| .* \| ([0-9a-f, ]{8,}) \|$", PAGE, re.MULTILINE)
    assert told == [
        short(*map(leaf_hash, entries)),
        short(tree.root(2)),
        short(tree.root(3)),
        short(*tree.inclusion(1)),
        short(*tree.consistency(2)),
    ]


def test_a_receipt_among_a_hundred_thousand_has_as_many_hashes_as_the_page_says():
    tree = Tree([leaf_hash(b"x")] * 100_000)
    assert len(tree.inclusion(0)) == 17 and "a receipt holds 17 hashes" in PAGE
