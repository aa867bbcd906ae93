"""The seal of a pack: every file's hash, as ``sha256sum -c`` reads it, and hashes of every hundred lines, to name a place."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

MANIFEST, LINES = "MANIFEST", "LINES"
HEAD = "# bangfu books 1"
BLOCK = 100


def _blocks(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every hundred lines of a file, with the number of the first, from 1."""
    with path.open("rb") as source:
        first = 1
        while block := b"".join(islice(source, BLOCK)):
            yield first, block
            first += BLOCK


def seal(folder: Path, about: str) -> None:
    """Write ``LINES`` and ``MANIFEST`` over all that lies in ``folder``. ``about``: one line on what the pack holds."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    hashes = {}
    with (folder / LINES).open("w", encoding="utf-8", newline="\n") as lines:
        for name in names:
            whole = hashlib.sha256()
            for first, block in _blocks(folder / name):
                whole.update(block)
                lines.write(f"{hashlib.sha256(block).hexdigest()} {first} {name}\n")
            hashes[name] = whole.hexdigest()
    hashes[LINES] = hashlib.sha256((folder / LINES).read_bytes()).hexdigest()
    listed = "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes))
    text = f"{HEAD}\n# {about}\n{listed}"
    sealed = hashlib.sha256(text.encode()).hexdigest()
    (folder / MANIFEST).write_text(f"{text}# sealed {sealed}\n", "utf-8")
