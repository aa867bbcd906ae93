"""Writing a publication row: canonical bytes, commitments, digest."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import rfc8785

from bangfu.plumbing.publication.models import Opening, PublicationRow

FORMAT_VERSION = 1
MAX_BYTES = 65_535
"""The longest statement that the public log takes: its length stands in two bytes (c2sp.org/tlog-tiles)."""


def commitment(salt: str, value: str) -> str:
    """The SHA-256 in hex of ``salt`` and ``value`` joined by a line feed: hides the value while the salt is secret.

    >>> commitment("00", "x") == commitment("00", "x") != commitment("01", "x")
    True
    """
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()


def canonical_bytes(
    kind: str, subject: str, at: datetime, fields: Mapping[str, Any], sealed: Mapping[str, str]
) -> bytes:
    """The bytes of a statement by RFC 8785. ``sealed`` maps a field to its commitment."""
    statement: dict[str, Any] = {
        "v": FORMAT_VERSION,
        "kind": kind,
        "subject": subject,
        "at": at.isoformat(timespec="microseconds"),
        "fields": dict(fields),
        "commitments": dict(sealed),
    }
    return rfc8785.dumps(statement)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing to say: ``fields`` are public values, ``personal`` ones enter as commitments only."""

    kind: str
    subject: str
    fields: Mapping[str, Any]
    personal: Mapping[str, str] = field(default_factory=dict)


def publish_row(
    *, kind: str, subject: str, fields: Mapping[str, Any], personal: Mapping[str, str] | None = None, at: datetime
) -> PublicationRow:
    """Add a statement in the present transaction.

    Args: ``fields`` are public values (text, whole numbers, lists of them); ``personal`` values enter as commitments only.
    Returns: the row, whose digest anybody can recompute from its bytes. Errors: ``ValueError`` beyond :data:`MAX_BYTES`.
    """
    return publish_rows([Statement(kind, subject, fields, personal or {})], at=at)[0]


def publish_rows(statements: Sequence[Statement], *, at: datetime) -> list[PublicationRow]:
    """Add several statements in the present transaction, in order; see :func:`publish_row`."""
    rows, openings = [], []
    for said in statements:
        salts = {name: secrets.token_hex(16) for name in said.personal}
        sealed = {name: commitment(salts[name], value) for name, value in said.personal.items()}
        body = canonical_bytes(said.kind, said.subject, at, said.fields, sealed)
        if len(body) > MAX_BYTES:
            raise ValueError(f"{said.kind} of {said.subject} has {len(body)} bytes, the public log takes {MAX_BYTES}")
        digest = hashlib.sha256(body).hexdigest()
        rows.append(PublicationRow(kind=said.kind, subject=said.subject, body=body, digest=digest, at=at))
        openings.append(salts)
    rows = PublicationRow.objects.bulk_create(rows)
    told = [
        Opening(row=row, field=name, salt=salt)
        for row, salts in zip(rows, openings, strict=True)
        for name, salt in salts.items()
    ]
    if told:
        Opening.objects.bulk_create(told)
    return rows
