"""The outer layer of a backup: encrypted and authenticated block by block, so that any size streams through little memory.

Layout: ``MAGIC``, one line of JSON, then blocks of at most 1 MiB, each with its 16-byte tag (AES-256-GCM). The nonce is the
block's number (11 bytes) and whether it is the last (1 byte); the key is used for one file only, since its salt is random.
Source: the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (CRYPTO 2015).
"""

import io
import json
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bangfu.plumbing.sealed.keys import FieldKey

MAGIC = b"BANGFU BACKUP\n"
FORMAT = 1
BLOCK = 1024 * 1024
TAG = 16
HEADER_MAX = 4096


class BackupRefused(Exception):
    """A backup cannot be made or used: one Chinese ``sentence``, and what to do (``fix``)."""

    def __init__(self, sentence: str, fix: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.fix = sentence, fix


def _cipher(key: FieldKey, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"bangfu.backup.1").derive(key.backup))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class SealingWriter(io.RawIOBase):
    """Takes plain bytes and writes blocks; ``finish`` writes the last one. Without it the file never opens."""

    def __init__(self, out: IO[bytes], key: FieldKey) -> None:
        salt = os.urandom(16)
        about = {"format": FORMAT, "key": key.id, "fingerprint": key.fingerprint, "salt": salt.hex()}
        self._out, self._cipher, self._number, self._waiting = out, _cipher(key, salt), 0, bytearray()
        self._is_given_up = False
        self._line = MAGIC + json.dumps(about, sort_keys=True).encode() + b"\n"
        out.write(self._line)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Take some bytes; whole blocks leave at once, the last stays until it is known to be the last."""
        self._waiting += data
        while len(self._waiting) > BLOCK:
            self._leave(bytes(self._waiting[:BLOCK]), False)
            del self._waiting[:BLOCK]
        return len(data)

    def finish(self) -> None:
        """Write the last block."""
        self._leave(bytes(self._waiting), True)
        self._waiting.clear()

    def give_up(self) -> None:
        """Forget the file: what the layers above still write when they are cleared away goes nowhere."""
        self._is_given_up = True

    def _leave(self, block: bytes, is_last: bool) -> None:
        if not self._is_given_up:
            self._out.write(self._cipher.encrypt(_nonce(self._number, is_last), block, self._line))
        self._number += 1


class OpeningReader(io.RawIOBase):
    """Gives the plain bytes back, each block only after it was authenticated. Errors: :class:`BackupRefused`."""

    def __init__(self, source: IO[bytes], keys: tuple[FieldKey, ...]) -> None:
        self._source, self._number, self._ready = source, 0, memoryview(b"")
        self._line, about = _read_line(source)
        self.key = _key_for(about, keys)
        self._cipher = _cipher(self.key, bytes.fromhex(about["salt"]))
        self._ahead = source.read(BLOCK + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``; 0 at the end of the last block."""
        while not self._ready:
            if not self._ahead:
                return 0
            self._ready = memoryview(self._open_next())
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _open_next(self) -> bytes:
        block, self._ahead = self._ahead, self._source.read(BLOCK + TAG)
        try:
            plain = self._cipher.decrypt(_nonce(self._number, not self._ahead), block, self._line)
        except (InvalidTag, ValueError):
            raise BackupRefused(
                f"备份文件的第 {self._number + 1} 块对不上：文件被改动过，或者没有传完整。", "换一份完好的备份。"
            ) from None
        self._number += 1
        return plain


def _read_line(source: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    start = source.read(len(MAGIC))
    line = source.readline(HEADER_MAX)
    if start != MAGIC or not line.endswith(b"\n"):
        raise BackupRefused("这不是本系统的备份文件，或者开头已经损坏。", "核对文件名，换一份完好的备份。")
    try:
        about = json.loads(line)
        number, _salt = int(about["format"]), bytes.fromhex(about["salt"])
        str(about["key"]), str(about["fingerprint"])
    except (ValueError, KeyError, TypeError):
        raise BackupRefused("备份文件的开头已经损坏。", "换一份完好的备份。") from None
    if number > FORMAT:
        raise BackupRefused("这份备份由更新的版本写成，这个版本读不了。", "先升级程序，再恢复。")
    return start + line, about


def _key_for(about: dict[str, Any], keys: tuple[FieldKey, ...]) -> FieldKey:
    for key in keys:
        if key.id == about["key"]:
            if key.fingerprint == about["fingerprint"]:
                return key
            raise BackupRefused(
                f"打不开备份：编号 {key.id} 的密钥不是写这份备份时的那一把。", "在 BANGFU_FIELD_KEYS 里写上原来的密钥。"
            )
    wanted = str(about["key"])[:12]
    raise BackupRefused(
        f"打不开备份：BANGFU_FIELD_KEYS 里没有编号为 {wanted} 的密钥。", "把那把密钥加回去，排在后面即可。"
    )
