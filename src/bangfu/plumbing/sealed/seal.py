"""Sealing and opening texts.

Format: ``1.<key id>.<base64url of nonce, cipher text and tag>``; ``1`` is AES-256-GCM with a nonce of 96 random bits. The
*place* (model, row and field) goes in as associated data: a cipher text moved to another row or field does not open.
Another algorithm gets another leading number, so it can be switched in by a rotation (``ALGORITHMS``).
"""

import base64
import binascii
import hmac
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bangfu.plumbing.sealed.keys import FieldKey, SealError, field_keys, key_named

NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Algorithm:
    """``seal`` and ``unseal`` take (key bytes, nonce, text, place); ``unseal`` raises ``InvalidTag``."""

    seal: Callable[[bytes, bytes, bytes, bytes], bytes]
    unseal: Callable[[bytes, bytes, bytes, bytes], bytes]


ALGORITHMS = {
    "1": Algorithm(
        lambda key, nonce, text, place: AESGCM(key).encrypt(nonce, text, place),
        lambda key, nonce, text, place: AESGCM(key).decrypt(nonce, text, place),
    )
}
PRESENT = "1"


def prefix() -> str:
    """How every text sealed now begins: what a rotation looks for."""
    return f"{PRESENT}.{field_keys()[0].id}."


def known_prefixes() -> list[str]:
    """How everything begins that can be opened here: each algorithm with each of the field keys."""
    return [f"{algorithm}.{key.id}." for algorithm in ALGORITHMS for key in field_keys()]


def seal_text(text: str, place: str) -> str:
    """Encrypt ``text`` for ``place``. Errors: :class:`SealError` when there is no usable key."""
    key, nonce = field_keys()[0], os.urandom(NONCE_BYTES)
    sealed = ALGORITHMS[PRESENT].seal(key.cipher, nonce, text.encode(), place.encode())
    return prefix() + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def open_text(sealed: str, place: str) -> str:
    """Decrypt what :func:`seal_text` made for the same ``place``.

    Errors: :class:`SealError` for an unknown key, a wrong key, a damaged text, or one that belongs elsewhere.
    """
    number, _, rest = sealed.partition(".")
    key_id, _, body = rest.partition(".")
    if number not in ALGORITHMS or not body:
        raise SealError(f"打不开加密内容：{place} 里的不是本系统加密的文字。")
    key = key_named(key_id)
    try:
        raw = base64.b64decode(body, altchars=b"-_", validate=True)
        plain = ALGORITHMS[number].unseal(key.cipher, raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
    except (InvalidTag, binascii.Error, ValueError):
        raise SealError(
            f"打不开加密内容：{place} 的密文被改动、被挪了位置，或编号 {key_id} 的密钥不是原来那把。"
        ) from None
    return plain.decode()


def folded(text: str) -> str:
    """How texts are made equal before a blind index: full width, case and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def index_text(text: str, place: str, key: FieldKey | None = None) -> str:
    """The blind index of ``text``: a keyed digest that allows a search for equality; "" for an empty text."""
    if not text:
        return ""
    key = key or field_keys()[0]
    return f"{key.id}.{hmac.digest(key.index, f'{place}|{folded(text)}'.encode(), 'sha256').hex()[:40]}"
