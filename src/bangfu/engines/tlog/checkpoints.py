"""What a log signs: how many entries it has and their root (c2sp.org/tlog-checkpoint), and what witnesses add to it."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bangfu.engines.tlog.errors import LogError
from bangfu.engines.tlog.nodes import HASH_BYTES
from bangfu.engines.tlog.notes import (
    COSIGNATURE,
    NOTE,
    Note,
    Signature,
    Signer,
    Verifier,
    decoded,
    parse_note,
    sign_note,
    verify_note,
)

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_TIME_BYTES, _SIGNATURE_BYTES = 8, 64


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: its ``origin`` (the key's name), ``size`` and ``root``. No extension lines: they prove nothing."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode('ascii')}\n"


def read_number(text: str, what: str) -> int:
    """A whole number as ASCII digits without leading zeros. Errors: :class:`LogError`."""
    if not _NUMBER.fullmatch(text):
        raise LogError("number", f"{what} is not a whole number")
    return int(text)


def parse_checkpoint(text: str) -> Checkpoint:
    """A checkpoint from a note's text. Errors: :class:`LogError` for anything but three lines."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise LogError("checkpoint", "a checkpoint has three lines: origin, size and root")
    root = decoded(lines[2], "the root")
    if len(root) != HASH_BYTES:
        raise LogError("hash", f"a root has {HASH_BYTES} bytes, not {len(root)}")
    return Checkpoint(lines[0], read_number(lines[1], "the log's size"), root)


def sign_checkpoint(size: int, root: bytes, signer: Signer) -> Note:
    """The head of a log as a note signed by the log's key, whose name is the origin."""
    if signer.verifier.kind != NOTE:
        raise LogError("key", "a witness's key does not sign a log")
    return sign_note(str(Checkpoint(signer.verifier.name, size, root)), [signer])


def open_checkpoint(raw: bytes, verifier: Verifier) -> tuple[Checkpoint, Note]:
    """A signed checkpoint of the log with this key. Errors: :class:`LogError` for another origin, key or signature."""
    note = parse_note(raw)
    verify_note(note, verifier)
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != verifier.name:
        raise LogError("origin", f"this is a checkpoint of {checkpoint.origin}, not of {verifier.name}")
    return checkpoint, note


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def cosign(note: Note, witness: Signer, seconds: int) -> Note:
    """The note with the witness's cosignature of this moment (POSIX seconds). Errors: :class:`LogError` for another key."""
    if witness.verifier.kind != COSIGNATURE:
        raise LogError("key", "a witness signs with a key of the type for cosignatures")
    body = seconds.to_bytes(_TIME_BYTES, "big") + witness.sign(_cosigned(note.text, seconds))
    return note.with_signature(Signature(witness.verifier.name, witness.verifier.id, body))


def verify_cosignature(note: Note, witness: Verifier) -> int:
    """When this witness saw the log at this size, in POSIX seconds. Errors: :class:`LogError` when it did not sign."""
    found = note.of(witness)
    if not found:
        raise LogError("witness", f"{witness.name} did not sign this checkpoint")
    for each in found:
        seconds, body = int.from_bytes(each.body[:_TIME_BYTES], "big"), each.body[_TIME_BYTES:]
        if (
            len(body) != _SIGNATURE_BYTES
            or seconds >= 1 << 63
            or not witness.verify(_cosigned(note.text, seconds), body)
        ):
            raise LogError("signature", f"the cosignature of {witness.name} does not fit the checkpoint")
    return int.from_bytes(found[0].body[:_TIME_BYTES], "big")


def witnesses_of(note: Note, known: Iterable[Verifier]) -> dict[str, int]:
    """Which of the ``known`` witnesses cosigned, and when. Errors: :class:`LogError` for a cosignature that does not fit."""
    return {each.name: verify_cosignature(note, each) for each in known if note.of(each)}
