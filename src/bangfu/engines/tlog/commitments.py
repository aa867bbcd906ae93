"""Salted commitments: what stands in the log for a personal value, so that the value can be erased and the log stays valid.

A commitment is SHA-256 over the salt as hex, a line feed and the value. Whoever has the salt can show what was meant; when the
salt is erased, the commitment fits nothing any more, and nothing in the tree changes.
"""

import hashlib
import hmac
import re

from bangfu.engines.tlog.errors import LogError

MIN_SALT_BYTES = 16
_SALT = re.compile(r"(?:[0-9a-f]{2})+")


def commit(salt: str, value: str) -> str:
    """The commitment in hex. ``salt``: at least 16 random bytes in hex. Errors: :class:`LogError` for a short one."""
    if not _SALT.fullmatch(salt) or len(salt) < 2 * MIN_SALT_BYTES:
        raise LogError("salt", f"a salt is at least {MIN_SALT_BYTES} bytes in hex")
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()


def opens(commitment: str, salt: str, value: str) -> bool:
    """Whether ``salt`` and ``value`` are what was committed to."""
    return hmac.compare_digest(commit(salt, value), commitment)
