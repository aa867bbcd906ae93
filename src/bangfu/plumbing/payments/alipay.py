"""Alipay: RSA2 over the sorted fields, then application, seller, amount and state.

Source: Alipay's open platform documents, 「异步通知说明」「自行实现验签」.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from bangfu.plumbing.payments.notice import WINDOW, NotAccepted, Notice, fen_of_yuan, numbered, same
from bangfu.values import SHANGHAI

FIELDS_MAX = 100
OLDEST = timedelta(hours=26)
"""Alipay tries again for 25 hours; what is older is a replay."""


@dataclass(frozen=True, slots=True)
class Alipay:
    """An application as its owner configured it. ``keys``: Alipay's public keys, two while one is being replaced."""

    app_id: str
    seller_id: str
    keys: tuple[RSAPublicKey, ...] = field(repr=False)
    name: str = "alipay"
    said_yes: str = "success"

    def read(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Notice:
        """What the delivery says. Errors: ``NotAccepted``."""
        said = _fields(raw)
        self._signed(said)
        sent = _moment(said.get("notify_time"))
        if sent - at > WINDOW or at - sent > OLDEST:
            raise NotAccepted("moment", "通知的时间不在可信的范围内，可能是重放。", status=401)
        same(said.get("app_id"), self.app_id, "应用编号")
        same(said.get("seller_id"), self.seller_id, "收款账号")
        total, state = fen_of_yuan(said.get("total_amount")), said.get("trade_status")
        event, trade = numbered(said.get("notify_id")), numbered(said.get("trade_no"))
        order = numbered(said.get("out_trade_no"))
        if "refund_fee" in said and state in ("TRADE_SUCCESS", "TRADE_CLOSED"):
            back = fen_of_yuan(said["refund_fee"])
            if back > total:
                raise NotAccepted("amount", "退款比付款还多。", verified=True)
            refund = numbered(said.get("out_biz_no"))
            done = _moment(said.get("gmt_refund", said["notify_time"])[:19])
            return Notice("alipay", event, "refunded", trade, order, back, done, refund, total, cumulative=True)
        if state not in ("TRADE_SUCCESS", "TRADE_FINISHED"):
            raise NotAccepted("state", "这笔交易没有说是支付成功。", verified=True)
        return Notice("alipay", event, "paid", trade, order, total, _moment(said.get("gmt_payment", "")))

    def _signed(self, said: Mapping[str, str]) -> None:
        if said.get("sign_type") != "RSA2":
            raise NotAccepted("signature", "签名方式不是 RSA2。", status=401)
        try:
            signature = base64.b64decode(said.get("sign", ""), validate=True)
        except (binascii.Error, ValueError):
            raise NotAccepted("signature", "签名不是 base64。", status=401) from None
        for key in self.keys:
            try:
                return key.verify(signature, signed_text(said).encode(), PKCS1v15(), SHA256())
            except InvalidSignature:
                continue
        raise NotAccepted("signature", "签名不对，不是支付宝发来的原文。", status=401)


def signed_text(said: Mapping[str, str]) -> str:
    """What is signed: names in order, without the signature itself and without empty values.

    >>> signed_text({"b": "2", "a": "1", "c": "", "sign": "x", "sign_type": "RSA2"})
    'a=1&b=2'
    """
    names = sorted(name for name, value in said.items() if value and name not in ("sign", "sign_type"))
    return "&".join(f"{name}={said[name]}" for name in names)


def _fields(raw: bytes) -> dict[str, str]:
    try:
        text = raw.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=FIELDS_MAX)
    except ValueError:
        raise NotAccepted("unreadable", "内容不是规范的表单。") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotAccepted("unreadable", "内容里有重复的栏目。")
    return found


def _moment(text: str | None) -> datetime:
    try:
        found = datetime.strptime(text or "", "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - the zone is set next
    except ValueError:
        raise NotAccepted("moment", "通知里的时间不是一个时间。", status=401) from None
    return found.replace(tzinfo=SHANGHAI).astimezone(UTC)
