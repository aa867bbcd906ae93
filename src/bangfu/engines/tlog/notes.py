"""Signed notes with Ed25519 and the keys that sign them (c2sp.org/signed-note).

A *signer key* is ``PRIVATE+KEY+name+id+base64(type, seed)``, a *verifier key* ``name+id+base64(type, public key)``; both as
Go's ``sumdb/note`` writes them. The type byte is 0x01 for notes and 0x04 for witnesses' cosignatures.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bangfu.engines.tlog.errors import LogError

NOTE, COSIGNATURE = 0x01, 0x04
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
_PRIVATE = "PRIVATE+KEY+"


def decoded(text: str, what: str) -> bytes:
    """Standard base64, padded, nothing else in it. Errors: :class:`LogError` naming ``what``."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise LogError("base64", f"{what} is not base64") from None
    if base64.b64encode(raw).decode("ascii") != text:
        raise LogError("base64", f"{what} is not base64 in its one form")
    return raw


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes that tell a key from others of the same name."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def _named(name: str) -> str:
    if not name or "+" in name or any(sign.isspace() or ord(sign) < 0x20 for sign in name):
        raise LogError("key", "a key's name is not empty and holds no space and no plus sign")
    return name


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key that notes are verified with: its ``name``, type and 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The key's id."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode('ascii')}"

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``message``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its public side. Its seed is never shown."""

    verifier: Verifier
    seed: bytes = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature over ``message``."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)

    def written(self) -> str:
        """The key as an operator keeps it: secret."""
        sealed = base64.b64encode(bytes([self.verifier.kind]) + self.seed).decode("ascii")
        return f"{_PRIVATE}{self.verifier.name}+{self.verifier.id.hex()}+{sealed}"


def make_signer(name: str, seed: bytes, kind: int = NOTE) -> Signer:
    """A signer from 32 secret random bytes. Errors: :class:`LogError` for a bad name or length."""
    if len(seed) != 32:
        raise LogError("key", "a key's seed has 32 bytes")
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Signer(Verifier(_named(name), kind, public), seed)


def _parts(text: str, what: str) -> tuple[str, str, int, bytes]:
    name, _, rest = text.partition("+")
    identity, _, encoded = rest.partition("+")
    raw = decoded(encoded, what)
    if len(raw) != 33 or raw[0] not in (NOTE, COSIGNATURE):
        raise LogError("key", f"{what} is not an Ed25519 key")
    return _named(name), identity, raw[0], raw[1:]


def read_verifier(text: str) -> Verifier:
    """A verifier key from its text. Errors: :class:`LogError` when it is malformed or its id is not its own."""
    name, identity, kind, public = _parts(text.strip(), "the verifier key")
    verifier = Verifier(name, kind, public)
    if verifier.id.hex() != identity:
        raise LogError("key", "the verifier key's id does not belong to it")
    return verifier


def read_signer(text: str) -> Signer:
    """A signer key from its text. Errors: :class:`LogError`, which never repeats the key."""
    if not text.strip().startswith(_PRIVATE):
        raise LogError("key", "a signer key begins with PRIVATE+KEY+")
    name, identity, kind, seed = _parts(text.strip().removeprefix(_PRIVATE), "the signer key")
    signer = make_signer(name, seed, kind)
    if signer.verifier.id.hex() != identity:
        raise LogError("key", "the signer key's id does not belong to it")
    return signer


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who signed by name and key id, and the bytes that follow the id."""

    name: str
    id: bytes
    body: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.id + self.body).decode('ascii')}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a line feed, and its signature lines."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    def of(self, verifier: Verifier) -> list[Signature]:
        """The signatures that claim to be of this key."""
        return [each for each in self.signatures if (each.name, each.id) == (verifier.name, verifier.id)]

    def with_signature(self, signature: Signature) -> "Note":
        """The note with one more signature; one of the same key before it is replaced."""
        others = [each for each in self.signatures if (each.name, each.id) != (signature.name, signature.id)]
        return Note(self.text, (*others, signature))


def parse_note(raw: bytes) -> Note:
    """A note from its bytes; nothing is verified. Errors: :class:`LogError` when it is not a note."""
    if len(raw) > MAX_NOTE_BYTES:
        raise LogError("note", "the note is too long")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise LogError("note", "the note is not UTF-8") from None
    if any(ord(sign) < 0x20 and sign != "\n" for sign in text):
        raise LogError("note", "the note holds control characters")
    body, blank, lines = text.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise LogError("unsigned", "the note has no signature")
    rows = lines[:-1].split("\n")
    if len(rows) > MAX_SIGNATURES:
        raise LogError("note", "the note has too many signatures")
    return Note(f"{body}\n", tuple(map(_parse_signature, rows)))


def _parse_signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—":
        raise LogError("note", "a signature line does not begin with a dash")
    raw = decoded(encoded, "a signature")
    if len(raw) < 5:
        raise LogError("note", "a signature is too short")
    return Signature(_named(name), raw[:4], raw[4:])


def sign_note(text: str, signers: Sequence[Signer]) -> Note:
    """``text`` signed by all ``signers``. Errors: :class:`LogError` unless it ends in a line feed."""
    if not text.endswith("\n"):
        raise LogError("note", "a note's text ends in a line feed")
    made = [Signature(each.verifier.name, each.verifier.id, each.sign(text.encode())) for each in signers]
    return Note(text, tuple(made))


def verify_note(note: Note, verifier: Verifier) -> None:
    """The note is signed by this key, and no signature that claims to be this key's is wrong. Errors: :class:`LogError`."""
    found = note.of(verifier)
    if not found:
        raise LogError("key", f"the note is not signed by {verifier.name} with key {verifier.id.hex()}")
    if not all(verifier.verify(note.text.encode(), each.body) for each in found):
        raise LogError("signature", f"the signature of {verifier.name} does not fit the note")
