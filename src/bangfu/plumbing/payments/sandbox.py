"""The example payee of a demo (演示): nobody pays anything, and what it says is believed as a provider's notice is."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.utils.crypto import constant_time_compare, salted_hmac

from bangfu.plumbing.payments.notice import NotAccepted, Notice, fen, numbered, strict_json

SALT = "bangfu.payments.sandbox"


def _signature(raw: bytes) -> str:
    return salted_hmac(SALT, raw, algorithm="sha256").hexdigest()


def paid(order_no: str, amount: int) -> tuple[dict[str, str], bytes]:
    """The headers and bytes with which the example payee tells that an order of ``amount`` fen was paid."""
    raw = json.dumps({"order": order_no, "amount": amount}).encode()
    return {"Sandbox-Signature": _signature(raw)}, raw


class Sandbox:
    """Reads what :func:`paid` wrote."""

    name = "sandbox"
    said_yes = "ok"

    def read(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Notice:
        """Errors: ``NotAccepted`` for anything not of this installation."""
        if not constant_time_compare(headers.get("Sandbox-Signature", ""), _signature(raw)):
            raise NotAccepted("signature", "签名不对，不是演示付款发来的原文。", status=401)
        said = strict_json(raw)
        order = numbered(said.get("order"))
        return Notice("sandbox", f"S{order}", "paid", f"D{order}", order, fen(said.get("amount")), at)
