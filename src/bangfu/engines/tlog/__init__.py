"""An append-only log that anybody can check: tree, proofs, tiles, signed checkpoints, receipts (RFC 9162 and C2SP).

Pure Python on ``hashlib`` with ``cryptography`` for Ed25519. Nothing here reads a clock or a
database, and only ``folder`` reads files.
"""

from bangfu.engines.tlog.canonical import canonical, read_canonical
from bangfu.engines.tlog.checkpoints import (
    Checkpoint,
    cosign,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_cosignature,
    witnesses_of,
)
from bangfu.engines.tlog.commitments import commit, opens
from bangfu.engines.tlog.errors import LogError
from bangfu.engines.tlog.nodes import EMPTY_ROOT, leaf_hash
from bangfu.engines.tlog.notes import (
    COSIGNATURE,
    NOTE,
    Note,
    Signer,
    Verifier,
    make_signer,
    parse_note,
    read_signer,
    read_verifier,
)
from bangfu.engines.tlog.proofs import verify_consistency, verify_inclusion
from bangfu.engines.tlog.receipts import Receipt, make_receipt, parse_receipt, verify_receipt
from bangfu.engines.tlog.tree import Tree

__all__ = [
    "COSIGNATURE",
    "EMPTY_ROOT",
    "NOTE",
    "Checkpoint",
    "LogError",
    "Note",
    "Receipt",
    "Signer",
    "Tree",
    "Verifier",
    "canonical",
    "commit",
    "cosign",
    "leaf_hash",
    "make_receipt",
    "make_signer",
    "open_checkpoint",
    "opens",
    "parse_checkpoint",
    "parse_note",
    "parse_receipt",
    "read_canonical",
    "read_signer",
    "read_verifier",
    "sign_checkpoint",
    "verify_consistency",
    "verify_cosignature",
    "verify_inclusion",
    "verify_receipt",
    "witnesses_of",
]
