"""The tree in memory with every complete node stored: appending is hashing, a proof is looking up."""

import hashlib
from collections.abc import Iterable

from bangfu.engines.tlog.errors import LogError
from bangfu.engines.tlog.nodes import (
    HASH_BYTES,
    consistency_path,
    inclusion_path,
    leaf_hash,
    root_of,
)


class Tree:
    """An append-only Merkle tree. Answers about any earlier size of itself too."""

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[bytearray] = [bytearray()]
        self.extend(leaf_hashes)

    @property
    def size(self) -> int:
        """How many leaves there are."""
        return len(self._levels[0]) // HASH_BYTES

    def append(self, entry: bytes) -> int:
        """Add an entry's exact bytes. Returns: its index."""
        self.extend((leaf_hash(entry),))
        return self.size - 1

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaves by their hashes. Errors: :class:`LogError` for a hash that is not 32 bytes long."""
        levels, sha256 = self._levels, hashlib.sha256
        for node in leaf_hashes:
            if len(node) != HASH_BYTES:
                raise LogError("hash", f"a leaf's hash has {HASH_BYTES} bytes, not {len(node)}")
            level = 0
            levels[0] += node
            while len(levels[level]) & HASH_BYTES == 0:  # an even number of nodes: the last two have a parent
                node = sha256(b"\x01" + levels[level][-2 * HASH_BYTES :]).digest()
                level += 1
                if level == len(levels):
                    levels.append(bytearray())
                levels[level] += node

    def node(self, level: int, place: int) -> bytes:
        """The hash of a complete node. Errors: :class:`LogError` when the tree does not hold it."""
        begin = place * HASH_BYTES
        found = bytes(self._levels[level][begin : begin + HASH_BYTES]) if level < len(self._levels) else b""
        if place < 0 or len(found) != HASH_BYTES:
            raise LogError("size", f"a log of {self.size} has no complete node {place} at level {level}")
        return found

    def root(self, size: int | None = None) -> bytes:
        """The root of the first ``size`` leaves (default: of all). Errors: :class:`LogError` beyond the tree."""
        return root_of(self.node, self._within(size))

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The proof for one leaf in the tree of ``size``. Errors: :class:`LogError` for an index outside of it."""
        return inclusion_path(self.node, index, self._within(size))

    def consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that ``size`` continues ``old``. Errors: :class:`LogError` when ``old`` is larger."""
        return consistency_path(self.node, old, self._within(size))

    def _within(self, size: int | None) -> int:
        wanted = self.size if size is None else size
        if not 0 <= wanted <= self.size:
            raise LogError("size", f"the log has {self.size} entries, {wanted} were asked for")
        return wanted
