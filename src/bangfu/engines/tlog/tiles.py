"""The log as plain files (c2sp.org/tlog-tiles): 256 hashes a tile, entries in bundles of 256, full ones never change.

``checkpoint`` · ``tile/<level>/<number>[.p/<width>]`` · ``tile/entries/<number>[.p/<width>]``. A tile of level L holds nodes of
the tree's level 8·L. Numbers are written in groups of three digits, all but the last with an ``x`` before them.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from bangfu.engines.tlog.errors import LogError
from bangfu.engines.tlog.nodes import HASH_BYTES, Lookup, node_hash

WIDTH, HEIGHT = 256, 8
MAX_ENTRY_BYTES = 65_535
CHECKPOINT = "checkpoint"


def _number(number: int) -> str:
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Where a tile lies. ``level`` is a number or ``entries``; a ``width`` below 256 is a partial tile.

    >>> tile_path(1, 1234067), tile_path("entries", 0, 7)
    ('tile/1/x001/x234/067', 'tile/entries/000.p/7')
    """
    return f"tile/{level}/{_number(number)}" + ("" if width == WIDTH else f".p/{width}")


def tiles_of(size: int, since: int = 0) -> Iterator[tuple[int, int, int]]:
    """The tiles (level, number, width) of a log of ``size`` that a log of ``since`` lacks, partial ones included."""
    level, count, before = 0, size, since
    while count:
        for number in range(before // WIDTH, -(-count // WIDTH)):
            width = min(WIDTH, count - number * WIDTH)
            if number * WIDTH + width > before:
                yield level, number, width
        level, count, before = level + 1, count // WIDTH, before // WIDTH


def tile_bytes(lookup: Lookup, level: int, number: int, width: int) -> bytes:
    """The hashes of a tile, one after the other."""
    return b"".join(lookup(level * HEIGHT, number * WIDTH + place) for place in range(width))


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each after its length in two bytes. Errors: :class:`LogError` for one above 65,535 bytes."""
    for each in entries:
        if len(each) > MAX_ENTRY_BYTES:
            raise LogError("entry", f"an entry has {len(each)} bytes, at most {MAX_ENTRY_BYTES} go into the log")
    return b"".join(len(each).to_bytes(2, "big") + each for each in entries)


def unbundle(raw: bytes) -> list[bytes]:
    """The entries of a bundle. Errors: :class:`LogError` when it ends in the middle of one."""
    found: list[bytes] = []
    at = 0
    while at < len(raw):
        end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
        if end > len(raw) or at + 2 > len(raw):
            raise LogError("bundle", f"the bundle ends in the middle of its entry {len(found)}")
        found.append(raw[at + 2 : end])
        at = end
    return found


class TileNodes:
    """Nodes of a log of ``size`` looked up in its tiles. ``read`` answers a path with bytes (errors are its own)."""

    def __init__(self, read: Callable[[str], bytes], size: int) -> None:
        self.size = size
        self._read = read
        self._tile = lru_cache(maxsize=1024)(self._fetched)

    def _fetched(self, level: int, number: int) -> bytes:
        width = min(WIDTH, (self.size >> (level * HEIGHT)) - number * WIDTH)
        if number < 0 or width <= 0:
            raise LogError("size", f"a log of {self.size} has no tile {number} at level {level}")
        path = tile_path(level, number, width)
        raw = self._read(path)
        if len(raw) != width * HASH_BYTES:
            raise LogError("tile", f"{path} has {len(raw)} bytes, not {width * HASH_BYTES}")
        return raw

    def node(self, level: int, place: int) -> bytes:
        """The hash of a complete node. Errors: :class:`LogError` when the tiles do not hold it."""
        tier, above = divmod(level, HEIGHT)
        first = place << above
        raw = self._tile(tier, first // WIDTH)
        begin = (first % WIDTH) * HASH_BYTES
        row = raw[begin : begin + (HASH_BYTES << above)]
        if len(row) != HASH_BYTES << above:
            raise LogError("size", f"a log of {self.size} has no complete node {place} at level {level}")
        hashes = [row[at : at + HASH_BYTES] for at in range(0, len(row), HASH_BYTES)]
        while len(hashes) > 1:
            hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
        return hashes[0]
