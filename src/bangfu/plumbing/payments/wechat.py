"""WeChat Pay, API v3: the signature over the raw bytes, the moment, the cipher text, then every field.

Source: WeChat Pay's merchant documents, 「签名验证」「证书和回调报文解密」「支付通知」「退款结果通知」.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from bangfu.plumbing.payments.notice import WINDOW, NotAccepted, Notice, fen, numbered, same, strict_json

ALGORITHM = "AEAD_AES_256_GCM"


@dataclass(frozen=True, slots=True)
class WeChatPay:
    """A merchant account as its owner configured it.

    Args: ``keys`` are the platform's public keys by serial (two while one is being replaced); ``apiv3_keys`` the merchant's own
    keys of 32 bytes, the present one first.
    """

    mchid: str
    appid: str
    keys: Mapping[str, RSAPublicKey] = field(repr=False)
    apiv3_keys: tuple[bytes, ...] = field(repr=False)
    name: str = "wechat"
    said_yes: str = '{"code":"SUCCESS"}'

    def read(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Notice:
        """What the delivery says. Errors: ``NotAccepted``; nothing is parsed before the signature was found right."""
        self._signed(headers, raw)
        self._timely(headers, at)
        envelope = strict_json(raw)
        said = strict_json(self._opened(envelope.get("resource")))
        same(said.get("mchid"), self.mchid, "商户号")
        event = numbered(envelope.get("id"))
        if str(envelope.get("event_type", "")).startswith("REFUND."):
            return self._refund(event, said)
        return self._payment(event, said)

    def _signed(self, headers: Mapping[str, str], raw: bytes) -> None:
        key = self.keys.get(headers.get("Wechatpay-Serial", ""))
        if key is None:
            raise NotAccepted("serial", "签名用的公钥编号不在我们的清单里。", status=401)
        try:
            signature = base64.b64decode(headers.get("Wechatpay-Signature", ""), validate=True)
            stamp, nonce = headers.get("Wechatpay-Timestamp", ""), headers.get("Wechatpay-Nonce", "")
            message = f"{stamp}\n{nonce}\n".encode("ascii") + raw + b"\n"
            key.verify(signature, message, PKCS1v15(), SHA256())
        except (InvalidSignature, binascii.Error, UnicodeError, ValueError):
            raise NotAccepted("signature", "签名不对，不是微信支付发来的原文。", status=401) from None

    @staticmethod
    def _timely(headers: Mapping[str, str], at: datetime) -> None:
        stamp = headers.get("Wechatpay-Timestamp", "")
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 11):
            raise NotAccepted("moment", "签名的时间不是一个时间。", status=401)
        if abs(at - datetime.fromtimestamp(int(stamp), UTC)) > WINDOW:
            raise NotAccepted("moment", "签名的时间和现在差五分钟以上，可能是重放。", status=401)

    def _opened(self, resource: Any) -> bytes:
        if not isinstance(resource, dict) or resource.get("algorithm") != ALGORITHM:
            raise NotAccepted("cipher", "密文的算法不是 AEAD_AES_256_GCM。", verified=True)
        try:
            sealed = base64.b64decode(resource["ciphertext"], validate=True)
            nonce, extra = resource["nonce"].encode(), (resource.get("associated_data") or "").encode()
        except (KeyError, AttributeError, TypeError, ValueError):
            raise NotAccepted("cipher", "密文不完整。", verified=True) from None
        for key in self.apiv3_keys:
            try:
                return AESGCM(key).decrypt(nonce, sealed, extra)
            except (InvalidTag, ValueError):
                continue
        raise NotAccepted("cipher", "密文用我们的密钥打不开。", verified=True)

    def _payment(self, event: str, said: dict[str, Any]) -> Notice:
        same(said.get("appid"), self.appid, "应用编号")
        if said.get("trade_state") != "SUCCESS":
            raise NotAccepted("state", "这笔交易没有说是支付成功。", verified=True)
        amount = said.get("amount")
        if not isinstance(amount, dict) or amount.get("currency") != "CNY":
            raise NotAccepted("currency", "币种不是人民币。", verified=True)
        return Notice(
            provider=self.name,
            event_id=event,
            kind="paid",
            trade_no=numbered(said.get("transaction_id")),
            order_no=numbered(said.get("out_trade_no")),
            amount=fen(amount.get("total")),
            occurred_at=_moment(said.get("success_time")),
        )

    def _refund(self, event: str, said: dict[str, Any]) -> Notice:
        if said.get("refund_status") != "SUCCESS":
            raise NotAccepted("state", "这笔退款没有说是成功。", verified=True)
        amount = said.get("amount")
        if not isinstance(amount, dict) or amount.get("currency", "CNY") != "CNY":
            raise NotAccepted("currency", "币种不是人民币。", verified=True)
        total, back = fen(amount.get("total")), fen(amount.get("refund"))
        if back > total:
            raise NotAccepted("amount", "退款比付款还多。", verified=True)
        return Notice(
            provider=self.name,
            event_id=event,
            kind="refunded",
            trade_no=numbered(said.get("transaction_id")),
            order_no=numbered(said.get("out_trade_no")),
            amount=back,
            occurred_at=_moment(said.get("success_time")),
            refund_no=numbered(said.get("refund_id")),
            total=total,
        )


def _moment(text: Any) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise NotAccepted("moment", "通知里的成功时间不是一个时间。", verified=True) from None
    if found.tzinfo is None:
        raise NotAccepted("moment", "通知里的成功时间没有时区。", verified=True)
    return found.astimezone(UTC)
