"""The providers that this installation switched on: none, unless a charity set all of its own account's settings."""

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from bangfu.plumbing.payments.actions import Provider
from bangfu.plumbing.payments.alipay import Alipay
from bangfu.plumbing.payments.sandbox import Sandbox
from bangfu.plumbing.payments.wechat import WeChatPay


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


@lru_cache(maxsize=8)
def _key(path: str) -> RSAPublicKey:
    found = load_pem_public_key(Path(path).read_bytes())
    if not isinstance(found, RSAPublicKey):
        raise TypeError(f"{path} holds no RSA public key")
    return found


def provider_named(name: str) -> Provider | None:
    """A provider that is switched on, or None. Errors: ``OSError``, ``ValueError`` for a key file that cannot be read."""
    said = settings.PAYMENTS
    if name == "sandbox":
        return Sandbox() if settings.DEMO else None
    if not said["PAYEE"]:
        return None
    if name == "wechat" and all(said[f"WECHATPAY_{part}"] for part in ("MCHID", "APPID", "APIV3_KEYS", "KEYS")):
        keys = dict(part.split("=", 1) for part in _parts(said["WECHATPAY_KEYS"]))
        return WeChatPay(
            said["WECHATPAY_MCHID"],
            said["WECHATPAY_APPID"],
            {serial: _key(path) for serial, path in keys.items()},
            tuple(part.encode() for part in _parts(said["WECHATPAY_APIV3_KEYS"])),
        )
    if name == "alipay" and all(said[f"ALIPAY_{part}"] for part in ("APP_ID", "SELLER_ID", "KEYS")):
        keys_of = tuple(_key(path) for path in _parts(said["ALIPAY_KEYS"]))
        return Alipay(said["ALIPAY_APP_ID"], said["ALIPAY_SELLER_ID"], keys_of)
    return None
