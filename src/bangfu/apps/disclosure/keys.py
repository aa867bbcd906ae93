"""The key that signs the log's heads: configured like the field keys, told by its id, never shown.

``BANGFU_LOG_KEY`` is a signer key as ``bangfu log keygen`` writes it. A demo and the tests sign with one derived from the site's
secret key; its name says so, and stays the same at whichever port the demo is served.
"""

import hashlib
from functools import lru_cache

from django.conf import settings

from bangfu.engines.tlog import NOTE, LogError, Signer, make_signer, read_signer
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal

DEMO_NAME = "example.invalid/demo-log"


@lru_cache(maxsize=8)
def _signer(text: str, demo: bool, secret: str) -> Signer:
    if not text and demo:
        return make_signer(DEMO_NAME, hashlib.sha256(f"log|{secret}".encode()).digest())
    if not text:
        raise Refused(
            Refusal(
                "disclosure.no_key",
                "没有设置公开日志的签名密钥。",
                "运行 bangfu log keygen 生成一把，写进 BANGFU_LOG_KEY 并离线备份。",
            )
        )
    try:
        signer = read_signer(text)
    except LogError:
        raise Refused(
            Refusal("disclosure.bad_key", "BANGFU_LOG_KEY 不是一把签名密钥。", "用 bangfu log keygen 重新生成。")
        ) from None
    if signer.verifier.kind != NOTE:
        raise Refused(
            Refusal("disclosure.bad_key", "BANGFU_LOG_KEY 是见证人的密钥，不能签日志。", "用 bangfu log keygen 生成。")
        )
    return signer


def log_signer() -> Signer:
    """The key in force. Errors: ``Refused`` when it is missing or malformed; the sentence never repeats it."""
    return _signer(settings.LOG_KEY, settings.DEMO, settings.SECRET_KEY)


def has_key() -> bool:
    """Whether heads can be signed here."""
    return bool(settings.LOG_KEY or settings.DEMO)
