"""The tree against published roots and proofs, against a naive model, and against every way to bend a proof."""

import hashlib

import pytest

from bangfu.engines.tlog import EMPTY_ROOT, LogError, Tree, leaf_hash, verify_consistency, verify_inclusion

# Leaves, roots and proofs that transparency-dev/merkle publishes (proof/verify_test.go), which are those of the Certificate
# Transparency reference code for RFC 6962.
LEAVES = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", ROOTS[3], ROOTS[1]
D = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
E = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
F = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
G = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
H = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
I = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"  # noqa: E741
INCLUSION = {(0, 1): [], (0, 8): [A, D, E], (5, 8): [F, G, B], (2, 3): [C], (1, 5): [ROOTS[0], D, F]}
CONSISTENCY = {(1, 1): [], (1, 8): [A, D, E], (6, 8): [H, G, B], (2, 5): [D, F], (6, 7): [H, I, B]}


def published() -> Tree:
    """The tree of the published leaves."""
    return Tree(map(leaf_hash, LEAVES))


def naive_root(leaves):
    """The definition of RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + naive_root(leaves[:half]) + naive_root(leaves[half:])).digest()


def naive_inclusion(at, leaves):
    """PATH of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if at < half:
        return [*naive_inclusion(at, leaves[:half]), naive_root(leaves[half:])]
    return [*naive_inclusion(at - half, leaves[half:]), naive_root(leaves[:half])]


def naive_consistency(old, leaves, whole=True):
    """SUBPROOF of RFC 9162, 2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= half:
        return [*naive_consistency(old, leaves[:half], whole), naive_root(leaves[half:])]
    return [*naive_consistency(old - half, leaves[half:], False), naive_root(leaves[:half])]


def test_roots_are_the_published_ones():
    tree = published()
    assert [tree.root(size).hex() for size in range(1, 9)] == ROOTS
    assert tree.root(0) == EMPTY_ROOT == Tree().root()


@pytest.mark.parametrize("index, size", INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index, size):
    assert [each.hex() for each in published().inclusion(index, size)] == INCLUSION[index, size]


@pytest.mark.parametrize("old, size", CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old, size):
    assert [each.hex() for each in published().consistency(old, size)] == CONSISTENCY[old, size]


def test_roots_and_proofs_equal_the_definition_for_every_size_up_to_seventy():
    entries = [f"entry {number}".encode() for number in range(70)]
    tree = Tree(map(leaf_hash, entries))
    for size in range(1, 71):
        assert tree.root(size) == naive_root(entries[:size])
        for at in range(size):
            assert tree.inclusion(at, size) == naive_inclusion(at, entries[:size])
            assert tree.consistency(at + 1, size) == naive_consistency(at + 1, entries[:size])


def test_every_proof_of_every_pair_of_heads_verifies():
    tree = Tree(leaf_hash(bytes([number])) for number in range(66))
    for size in range(67):
        for old in range(size + 1):
            verify_consistency(old, size, tree.consistency(old, size), tree.root(old), tree.root(size))
            if old < size:
                verify_inclusion(old, size, leaf_hash(bytes([old])), tree.inclusion(old, size), tree.root(size))


def flipped(raw: bytes) -> bytes:
    """The same bytes with one bit changed."""
    return bytes([raw[0] ^ 8]) + raw[1:]


@pytest.mark.parametrize("index, size", INCLUSION)
def test_no_bent_inclusion_proof_verifies(index, size):
    tree = published()
    leaf, root, proof = leaf_hash(LEAVES[index]), tree.root(size), tree.inclusion(index, size)
    bent = [
        (index - 1, size, leaf, proof, root),
        (index + 1, size, leaf, proof, root),
        (index ^ 2, size, leaf, proof, root),
        (size, size, leaf, proof, root),
        (index, size // 2, leaf, proof, root),
        (index, size, leaf_hash(b"other"), proof, root),
        (index, size, leaf, proof, EMPTY_ROOT),
        (index, size, leaf, [*proof, root], root),
        (index, size, leaf, [root, *proof], root),
        (index, size, leaf, [*proof, b""], root),
        (index, size, leaf[:31], proof, root),
        (index, size, leaf, proof, root[:31]),
        (index, size, leaf_hash(LEAVES[index] + b"\n"), proof, root),
        *((index, size, leaf, [*proof[:at], flipped(proof[at]), *proof[at + 1 :]], root) for at in range(len(proof))),
        *((index, size, leaf, [*proof[:at], proof[at][:31], *proof[at + 1 :]], root) for at in range(len(proof))),
    ]
    bent += [(index, size, leaf, proof[:-1], root)] if proof else []
    bent += [(index, size, leaf, proof[::-1], root)] if len(proof) > 1 else []
    for each in bent:
        with pytest.raises(LogError):
            verify_inclusion(*each)


@pytest.mark.parametrize("old, size", [pair for pair in CONSISTENCY if pair[0] != pair[1]])
def test_no_bent_consistency_proof_verifies(old, size):
    tree = published()
    was, now, proof = tree.root(old), tree.root(size), tree.consistency(old, size)
    bent = [
        (old - 1, size, proof, was, now),
        (old + 1, size, proof, was, now),
        (old, size // 2, proof, was, now),
        (old, size, proof, now, was),
        (old, size, proof, was, EMPTY_ROOT),
        (old, size, [], was, now),
        (old, size, [*proof, now], was, now),
        (old, size, [was, *proof], was, now),
        (old, size, proof[:-1], was, now),
        (old, size, proof, was[:31], now),
        *((old, size, [*proof[:at], flipped(proof[at]), *proof[at + 1 :]], was, now) for at in range(len(proof))),
    ]
    for each in bent:
        with pytest.raises(LogError):
            verify_consistency(*each)


@pytest.mark.parametrize(
    "old, size, proof, was, now",
    [
        (0, 0, [], EMPTY_ROOT, leaf_hash(b"")),
        (0, 0, [EMPTY_ROOT], EMPTY_ROOT, EMPTY_ROOT),
        (0, 1, [EMPTY_ROOT], EMPTY_ROOT, leaf_hash(b"")),
        (0, 1, [], leaf_hash(b"x"), leaf_hash(b"")),
        (1, 1, [], leaf_hash(b"x"), leaf_hash(b"")),
        (2, 1, [], leaf_hash(b""), leaf_hash(b"")),
        (1, 2, [], leaf_hash(b""), leaf_hash(b"")),
        (-1, 1, [], EMPTY_ROOT, leaf_hash(b"")),
    ],
)
def test_edges_of_consistency_are_refused(old, size, proof, was, now):
    with pytest.raises(LogError):
        verify_consistency(old, size, proof, was, now)


def test_a_log_of_nothing_is_continued_by_any_and_by_nothing_but_an_empty_proof():
    verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    verify_consistency(0, 1, [], EMPTY_ROOT, leaf_hash(b""))
    verify_consistency(1, 1, [], leaf_hash(b""), leaf_hash(b""))


def test_a_proof_of_another_tree_does_not_verify():
    tree, other = published(), Tree(leaf_hash(bytes([number])) for number in range(8))
    with pytest.raises(LogError):
        verify_inclusion(3, 8, leaf_hash(LEAVES[3]), other.inclusion(3, 8), tree.root(8))


def test_what_the_tree_does_not_hold_is_refused():
    tree = published()
    for ask in (
        lambda: tree.inclusion(8),
        lambda: tree.inclusion(-1),
        lambda: tree.inclusion(5, 5),
        lambda: tree.root(9),
        lambda: tree.consistency(9),
        lambda: tree.node(1, 4),
        lambda: Tree([b"short"]),
        lambda: Tree().inclusion(0),
    ):
        with pytest.raises(LogError):
            ask()
