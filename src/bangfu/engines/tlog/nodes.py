"""Hashes of a log's tree and the paths through it (RFC 9162, section 2.1).

A *node* is named by (level, place): level 0 holds the leaves' hashes, the node (l, p) covers the leaves from p·2^l on. Only
complete nodes are ever stored; the incomplete right edge is folded from them when it is asked for. The functions here take a
``lookup`` of complete nodes, so that a tree in memory and tiles in files answer by the same code.
"""

import hashlib
from collections.abc import Callable

from bangfu.engines.tlog.errors import LogError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()

Lookup = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry's exact bytes: SHA-256 over 0x00 and the bytes (RFC 9162, 2.1.1).

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 over 0x01 and its children's hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def range_root(lookup: Lookup, begin: int, end: int) -> bytes:
    """The hash of the leaves from ``begin`` to before ``end``, where ``begin`` is a multiple of a power of two >= the width."""
    parts = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        parts.append(lookup(level, begin >> level))
        begin += 1 << level
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def root_of(lookup: Lookup, size: int) -> bytes:
    """The root of the first ``size`` leaves; of none, the hash of nothing."""
    return range_root(lookup, 0, size) if size else EMPTY_ROOT


def _path(lookup: Lookup, level: int, place: int, size: int) -> list[bytes]:
    """The siblings from the node (level, place) up to the root of ``size`` leaves, lowest first."""
    found, last = [], (size - 1) >> level
    while last > 0:
        if place & 1:
            found.append(lookup(level, place - 1))
        elif place < last:
            begin, end = (place + 1) << level, min((place + 2) << level, size)
            found.append(range_root(lookup, begin, end))
        place, last, level = place >> 1, last >> 1, level + 1
    return found


def inclusion_path(lookup: Lookup, index: int, size: int) -> list[bytes]:
    """The proof that the leaf ``index`` stands in the tree of ``size`` leaves. Errors: :class:`LogError` outside of it."""
    if not 0 <= index < size:
        raise LogError("index", f"there is no entry {index} in a log of {size}")
    return _path(lookup, 0, index, size)


def consistency_path(lookup: Lookup, old: int, size: int) -> list[bytes]:
    """The proof that the tree of ``size`` leaves begins with the tree of ``old``. Errors: :class:`LogError` when it is larger."""
    if not 0 <= old <= size:
        raise LogError("size", f"a log of {size} cannot be shown to continue a log of {old}")
    if old in (0, size):
        return []
    level = (old & -old).bit_length() - 1  # the largest complete node that ends where the old tree ends
    place = (old - 1) >> level
    begin = [] if old == 1 << level else [lookup(level, place)]
    return begin + _path(lookup, level, place, size)
