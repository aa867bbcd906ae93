"""A receipt that verifies offline (c2sp.org/tlog-proof): the index, the inclusion proof and the signed checkpoint."""

import base64
from dataclasses import dataclass

from bangfu.engines.tlog.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint, read_number
from bangfu.engines.tlog.errors import LogError
from bangfu.engines.tlog.nodes import HASH_BYTES, Lookup, inclusion_path, leaf_hash, root_of
from bangfu.engines.tlog.notes import Note, Verifier, decoded, parse_note
from bangfu.engines.tlog.proofs import verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
MAX_RECEIPT_BYTES = 1_100_000
MAX_PROOF = 63


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an entry stands and how to get from it to the signed root. ``extra`` is carried along and proves nothing."""

    index: int
    proof: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def __str__(self) -> str:
        extra = f"extra {base64.b64encode(self.extra).decode('ascii')}\n" if self.extra else ""
        hashes = "".join(f"{base64.b64encode(each).decode('ascii')}\n" for each in self.proof)
        return f"{HEADER}\n{extra}index {self.index}\n{hashes}\n{self.note}"


def make_receipt(lookup: Lookup, index: int, note: Note, extra: bytes = b"") -> Receipt:
    """The receipt of entry ``index`` under a signed checkpoint; ``lookup`` is of a tree or of tiles. Errors: :class:`LogError` when it is younger than that."""
    checkpoint = parse_checkpoint(note.text)
    if root_of(lookup, checkpoint.size) != checkpoint.root:
        raise LogError("root", "the checkpoint is not of this log")
    return Receipt(index, tuple(inclusion_path(lookup, index, checkpoint.size)), note, extra)


def parse_receipt(raw: bytes) -> Receipt:
    """A receipt from its bytes; nothing is verified. Errors: :class:`LogError` when it is none."""
    if len(raw) > MAX_RECEIPT_BYTES:
        raise LogError("receipt", "the receipt is too long")
    try:
        head, blank, note = raw.decode().partition("\n\n")
    except UnicodeDecodeError:
        raise LogError("receipt", "the receipt is not UTF-8") from None
    lines = head.split("\n")
    if not blank or lines[0] != HEADER:
        raise LogError("receipt", f"a receipt begins with {HEADER}")
    lines.pop(0)
    extra = decoded(lines.pop(0).removeprefix("extra "), "extra") if lines and lines[0].startswith("extra ") else b""
    if not lines or not lines[0].startswith("index "):
        raise LogError("receipt", "the receipt does not say the entry's index")
    index = read_number(lines.pop(0).removeprefix("index "), "the index")
    if len(lines) > MAX_PROOF:
        raise LogError("length", "the proof is too long")
    proof = tuple(decoded(line, "a hash of the proof") for line in lines)
    if any(len(each) != HASH_BYTES for each in proof):
        raise LogError("hash", f"a hash of the proof has not {HASH_BYTES} bytes")
    return Receipt(index, proof, parse_note(note.encode()), extra)


def verify_receipt(receipt: Receipt, entry: bytes, verifier: Verifier) -> Checkpoint:
    """The entry's exact bytes stand in the log with this key. Returns: the signed head. Errors: :class:`LogError`."""
    checkpoint, _ = open_checkpoint(str(receipt.note).encode(), verifier)
    verify_inclusion(receipt.index, checkpoint.size, leaf_hash(entry), receipt.proof, checkpoint.root)
    return checkpoint
