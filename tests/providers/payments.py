"""Providers of payments as their documents describe them, with keys of their own: whatever they deliver, the test says why."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from bangfu.plumbing.payments.alipay import Alipay, signed_text
from bangfu.plumbing.payments.wechat import WeChatPay
from bangfu.values import SHANGHAI

AT = datetime(2026, 6, 30, 2, 14, tzinfo=UTC)
APIV3, APIV3_NEXT = b"k" * 32, b"n" * 32
Delivery = tuple[dict[str, str], bytes]


@lru_cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A private key by name, made once in a run of the tests."""
    return rsa.generate_private_key(65537, 2048)


def signature(name: str, message: bytes) -> str:
    return base64.b64encode(key(name).sign(message, PKCS1v15(), SHA256())).decode()


def wechat() -> WeChatPay:
    """Our side: two serials live, two keys live."""
    keys = {"S1": key("old").public_key(), "S2": key("new").public_key()}
    return WeChatPay("1900000001", "wxapp01", keys, (APIV3, APIV3_NEXT))


def alipay() -> Alipay:
    return Alipay("2021000001", "2088000001", (key("old").public_key(), key("new").public_key()))


@dataclass
class FakeWeChat:
    """Signs and seals deliveries; nonces are counted, so a run repeats."""

    serial: str = "S1"
    signer: str = "old"
    apiv3: bytes = APIV3
    count: int = field(default=0)

    def sealed(self, said: dict[str, Any], event: str, event_type: str, **wrong: Any) -> bytes:
        self.count += 1
        nonce = f"{self.count:012d}"
        inner = json.dumps(said).encode()
        resource = {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(AESGCM(self.apiv3).encrypt(nonce.encode(), inner, b"tx")).decode(),
            "nonce": nonce,
            "associated_data": "tx",
        }
        body = {"id": event, "event_type": event_type, "resource": resource | wrong}
        return json.dumps(body).encode()

    def signed(self, raw: bytes, at: datetime = AT) -> Delivery:
        stamp, nonce = str(int(at.timestamp())), f"n{self.count}"
        message = f"{stamp}\n{nonce}\n".encode() + raw + b"\n"
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.serial,
            "Wechatpay-Signature": signature(self.signer, message),
        }, raw

    def paid(self, order: str, fen: Any, at: datetime = AT, event: str = "", **changes: Any) -> Delivery:
        said = {
            "mchid": "1900000001",
            "appid": "wxapp01",
            "out_trade_no": order,
            "transaction_id": f"T{order}",
            "trade_state": "SUCCESS",
            "success_time": "2026-06-30T10:14:00+08:00",
            "amount": {"total": fen, "currency": "CNY"},
        } | changes
        return self.signed(self.sealed(said, event or f"E{order}", "TRANSACTION.SUCCESS"), at)

    def refunded(self, order: str, total: Any, back: Any, number: str, at: datetime = AT, **changes: Any) -> Delivery:
        said = {
            "mchid": "1900000001",
            "out_trade_no": order,
            "transaction_id": f"T{order}",
            "refund_id": f"R{number}",
            "refund_status": "SUCCESS",
            "success_time": "2026-07-01T10:14:00+08:00",
            "amount": {"total": total, "refund": back},
        } | changes
        return self.signed(self.sealed(said, f"ER{number}", "REFUND.SUCCESS"), at)


@dataclass
class FakeAlipay:
    """Signs forms."""

    signer: str = "old"

    def form(self, order: str, amount: str, at: datetime = AT, **changes: str) -> Delivery:
        said = {
            "notify_id": f"A{order}",
            "notify_time": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
            "app_id": "2021000001",
            "seller_id": "2088000001",
            "trade_no": f"T{order}",
            "out_trade_no": order,
            "trade_status": "TRADE_SUCCESS",
            "total_amount": amount,
            "gmt_payment": "2026-06-30 10:14:00",
            "subject": "善款 一元",
            "sign_type": "RSA2",
        } | changes
        sign = said.pop("sign", "") or signature(self.signer, signed_text(said).encode())
        return {}, urlencode(said | {"sign": sign}).encode()

    def refunded(self, order: str, amount: str, back: str, number: str, at: datetime = AT, **changes: str) -> Delivery:
        more = {
            "refund_fee": back,
            "out_biz_no": number,
            "notify_id": f"AR{number}",
            "gmt_refund": "2026-07-01 10:14:00.1",
        }
        return self.form(order, amount, at, **more | changes)


LATE = timedelta(seconds=301)
