"""Verifying proofs, with nothing but the proof: the algorithms of RFC 9162, sections 2.1.3.2 and 2.1.4.2."""

from collections.abc import Sequence

from bangfu.engines.tlog.errors import LogError
from bangfu.engines.tlog.nodes import EMPTY_ROOT, HASH_BYTES, node_hash


def _hashes(*given: bytes) -> None:
    for each in given:
        if len(each) != HASH_BYTES:
            raise LogError("hash", f"a hash has {HASH_BYTES} bytes, not {len(each)}")


def inclusion_root(index: int, size: int, leaf: bytes, proof: Sequence[bytes]) -> bytes:
    """The root that ``proof`` leads to from the leaf's hash. Errors: :class:`LogError` for a wrong length or index."""
    _hashes(leaf, *proof)
    if not 0 <= index < size:
        raise LogError("index", f"there is no entry {index} in a log of {size}")
    place, last, root = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise LogError("length", "the proof is too long")
        if place & 1 or place == last:
            root = node_hash(sibling, root)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise LogError("length", "the proof is too short")
    return root


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """The leaf with this hash stands at ``index`` in the tree of ``size`` with this ``root``. Errors: :class:`LogError`."""
    _hashes(root)
    if inclusion_root(index, size, leaf, proof) != root:
        raise LogError("root", f"entry {index} is not in the log of {size} with this root")


def verify_consistency(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """The tree of ``size`` with ``root`` begins with the tree of ``old`` with ``old_root``. Errors: :class:`LogError`."""
    _hashes(old_root, root, *proof)
    if not 0 <= old <= size:
        raise LogError("size", f"a log of {size} does not continue a log of {old}")
    if old in (0, size):
        if proof:
            raise LogError("length", "the proof is too long")
        if old_root != (root if old == size else EMPTY_ROOT) or (size == 0 and root != EMPTY_ROOT):
            raise LogError("root", f"two roots for one log of {old}")
        return
    _walk(old, size, list(proof), old_root, root)


def _walk(old: int, size: int, proof: list[bytes], old_root: bytes, root: bytes) -> None:
    if old & (old - 1) == 0:
        proof.insert(0, old_root)
    if not proof:
        raise LogError("length", "the proof is too short")
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            raise LogError("length", "the proof is too long")
        if place & 1 or place == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise LogError("length", "the proof is too short")
    if was != old_root or now != root:
        raise LogError("root", f"the log of {size} does not continue the log of {old} with these roots")
