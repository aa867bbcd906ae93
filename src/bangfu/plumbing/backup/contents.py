"""What a backup says of itself: the first member tells whether it can be used at all, the last one proves all the others."""

import hashlib
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from bangfu.plumbing.backup.stream import BackupRefused
from bangfu.plumbing.questions import Question

ABOUT, MANIFEST, DATABASE, FILES = "about.json", "manifest.json", "database.sqlite3", "files/"
_FILE = re.compile(r"files/[0-9a-z]{2}/[0-9a-z]{4,40}")
_TABLE = re.compile(r"tables/[a-z0-9_]{1,63}\.copy")

log_heads: Question[dict[str, str]] = Question(
    "backup.log_heads",
    "What a room signed of the public log and stands in no row that a backup holds anyway (name to text); asked at each backup.",
)


@dataclass(slots=True)
class About:
    """The first member. ``migrations``: (app, name) applied; ``rows``: count by table; ``columns`` and ``sequences``: PostgreSQL.

    ``record``: the last publication row and the digest over all digests; ``heads``: what rooms add to it.
    """

    version: str
    made_at: str
    engine: str
    keys: list[dict[str, str]]
    migrations: list[list[str]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    files: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Manifest:
    """The last member: ``members`` name to (size in bytes, SHA-256 in hex).

    ``missing``: ids of stored files that were not there, ``altered``: of those that were not what was once stored.
    """

    members: dict[str, list[Any]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)


def as_document(said: About | Manifest) -> dict[str, Any]:
    """What goes into the member."""
    return asdict(said)


def is_known_name(name: str) -> bool:
    """Whether a member may be written below a folder: nothing else is ever unpacked.

    >>> is_known_name("files/ab/abcd2345"), is_known_name("files/../../etc/passwd")
    (True, False)
    """
    return name == DATABASE or bool(_FILE.fullmatch(name) or _TABLE.fullmatch(name))


def record_of(digests: Any) -> dict[str, Any]:
    """The head of the public record. Args: ``digests``: rows of (id, digest) in order."""
    whole, last, count = hashlib.sha256(), (0, ""), 0
    for number, digest in digests:
        whole.update(digest.encode())
        last, count = (number, digest), count + 1
    return {"rows": count, "last": last[0], "digest": last[1], "all": whole.hexdigest()}


def newer_refusal(about: About, known: set[tuple[str, str]]) -> BackupRefused | None:
    """A backup with a migration that this program does not have comes from a newer one."""
    unknown = [f"{app}.{name}" for app, name in about.migrations if (app, name) not in known]
    if not unknown:
        return None
    sentence = f"这份备份由更新的版本（{about.version}）写成，这个版本不认识其中的 {unknown[0]}。"
    return BackupRefused(sentence, "先升级程序，再恢复。")
