"""微信服务号, template messages (stable_token, message/template/send)."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from bangfu.plumbing.channels.calls import ask_json
from bangfu.plumbing.channels.errcodes import sent_with_token
from bangfu.plumbing.channels.shape import Letter, Outcome, not_set, option

NAME, TITLE, ADDRESS, KEEPS_QUIET = "wechat", _("微信服务号"), "wechat", True
FIELD_MAX = 20
"""Characters of a field of the type ``thing``."""
FOR_GOOD = frozenset({40003, 43004, 43101, 43116, 50005})
"""Wrong openid, does not follow the account (any more), refuses messages."""


def missing() -> tuple[str, ...]:
    """Settings that are not given."""
    return not_set("WECHAT_APP_ID", "WECHAT_SECRET", "WECHAT_TEMPLATE", "WECHAT_FIELDS")


def _ask_token() -> dict[str, Any]:
    asked = {"grant_type": "client_credential", "appid": option("WECHAT_APP_ID"), "secret": option("WECHAT_SECRET")}
    return ask_json(f"{option('WECHAT_URL')}/cgi-bin/stable_token", json.dumps(asked).encode())


def send(letter: Letter) -> Outcome:
    """One template message; ``client_msg_id`` lets the provider drop a repeat of the same letter."""
    values = (letter.what or letter.title, letter.where or "—", letter.deadline or "—")
    names = [name.strip() for name in option("WECHAT_FIELDS").split(",") if name.strip()]
    body = {
        "touser": letter.address,
        "template_id": option("WECHAT_TEMPLATE"),
        "url": letter.url,
        "client_msg_id": letter.id[:32],
        "data": {name: {"value": value[:FIELD_MAX]} for name, value in zip(names, values, strict=False)},
    }
    outcome, _answer = sent_with_token(
        account=f"wechat {option('WECHAT_URL')} {option('WECHAT_APP_ID')}",
        ask_token=_ask_token,
        url=f"{option('WECHAT_URL')}/cgi-bin/message/template/send?access_token=",
        body=body,
        for_good=FOR_GOOD,
    )
    return outcome
