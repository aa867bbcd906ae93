"""The installation's field keys: read from ``BANGFU_FIELD_KEYS``, told apart by their ids, used for nothing directly.

From each key three others are derived (HKDF, RFC 5869): one encrypts, one makes blind indexes, one is for backups. The first key listed seals;
the others only open, until a rotation has brought every row under the first and they can be taken off the list.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES_MIN = 32
_ID = re.compile(r"[a-z0-9]{1,12}")


class SealError(Exception):
    """A sealed value cannot be opened or a key cannot be used; the sentence says which and what to do, never a value."""


@dataclass(frozen=True, slots=True)
class FieldKey:
    """One key: its public ``id`` and what was derived from it."""

    id: str
    cipher: bytes = field(repr=False)
    index: bytes = field(repr=False)
    backup: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What tells a key from another with the same id, without telling the key."""
        return hashlib.sha256(b"bangfu.sealed.fingerprint" + self.index).hexdigest()[:32]


def _derive(material: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"bangfu.sealed.{purpose}".encode()).derive(material)


def make_key(key_id: str, material: bytes) -> FieldKey:
    """A key from its secret ``material`` (at least 32 bytes). Errors: :class:`SealError`."""
    if not _ID.fullmatch(key_id):
        raise SealError("BANGFU_FIELD_KEYS 的密钥编号只能是 1 到 12 个小写字母和数字。")
    if len(material) < KEY_BYTES_MIN:
        raise SealError(f"BANGFU_FIELD_KEYS 里编号 {key_id} 的密钥太短，至少要 {KEY_BYTES_MIN} 字节。")
    return FieldKey(key_id, _derive(material, "cipher"), _derive(material, "index"), _derive(material, "backup"))


def parse_keys(text: str) -> tuple[FieldKey, ...]:
    """Keys from ``id:base64,id:base64``, the sealing one first. Errors: :class:`SealError`."""
    keys = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        key_id, _, encoded = part.partition(":")
        try:
            material = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raise SealError(f"BANGFU_FIELD_KEYS 里编号 {key_id[:12]} 的密钥不是 base64。") from None
        keys.append(make_key(key_id, material))
    if len({key.id for key in keys}) != len(keys):
        raise SealError("BANGFU_FIELD_KEYS 里有两把密钥用了同一个编号。")
    return tuple(keys)


@lru_cache(maxsize=8)
def _keys(text: str, secret_key: str) -> tuple[FieldKey, ...]:
    # Without keys of its own an installation seals under one derived from SECRET_KEY: enough for a demo and for tests;
    # the checks before serving ask for real keys.
    return parse_keys(text) or (make_key("site", hashlib.sha512(secret_key.encode()).digest()),)


def field_keys() -> tuple[FieldKey, ...]:
    """The keys in force, the sealing one first. Errors: :class:`SealError` when the setting is malformed."""
    return _keys(settings.FIELD_KEYS, settings.SECRET_KEY)


def key_named(key_id: str) -> FieldKey:
    """The key with this id. Errors: :class:`SealError` naming the missing id."""
    for key in field_keys():
        if key.id == key_id:
            return key
    raise SealError(f"打不开加密内容：BANGFU_FIELD_KEYS 里没有编号为 {key_id} 的密钥。请把它加回去，排在后面即可。")
