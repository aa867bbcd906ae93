"""企业微信, messages of an application (gettoken, message/send)."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangfu.plumbing.channels.calls import ask_json
from bangfu.plumbing.channels.errcodes import sent_with_token
from bangfu.plumbing.channels.shape import FAILED, Letter, Outcome, not_set, option

NAME, TITLE, ADDRESS, KEEPS_QUIET = "wecom", _("企业微信"), "wecom", True
TITLE_MAX, TEXT_BYTES = 128, 512
SAME_WITHIN_SECONDS = 4 * 3600
"""The provider drops a message with the same content within this time (its own limit is four hours)."""
FOR_GOOD = frozenset({60111, 81013, 40003, 60011, 50002})
"""No such member, all receivers unknown or unlicensed, outside of what the application may see."""


def missing() -> tuple[str, ...]:
    """Settings that are not given."""
    return not_set("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET")


def cut_bytes(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` bytes of UTF-8, no character broken."""
    return text.encode()[:longest].decode(errors="ignore")


def _ask_token() -> dict[str, Any]:
    asked = urlencode({"corpid": option("WECOM_CORP_ID"), "corpsecret": option("WECOM_SECRET")})
    return ask_json(f"{option('WECOM_URL')}/cgi-bin/gettoken?{asked}")


def send(letter: Letter) -> Outcome:
    """One card. Its link holds the letter's id, so that only a repeat of the same letter counts as the same content."""
    mark = "&" if "?" in letter.url else "?"
    body = {
        "touser": letter.address,
        "msgtype": "textcard",
        "agentid": int(option("WECOM_AGENT_ID")) if option("WECOM_AGENT_ID").isdigit() else 0,
        "textcard": {
            "title": letter.title[:TITLE_MAX],
            "description": cut_bytes("\n".join(letter.lines) or letter.title, TEXT_BYTES),
            "url": f"{letter.url}{mark}letter={letter.id}",
            "btntxt": gettext("查看"),
        },
        "enable_duplicate_check": 1,
        "duplicate_check_interval": SAME_WITHIN_SECONDS,
    }
    outcome, answer = sent_with_token(
        account=f"wecom {option('WECOM_URL')} {option('WECOM_CORP_ID')} {option('WECOM_AGENT_ID')}",
        ask_token=_ask_token,
        url=f"{option('WECOM_URL')}/cgi-bin/message/send?access_token=",
        body=body,
        for_good=FOR_GOOD,
    )
    unknown = str(answer.get("invaliduser", "")).lower().split("|")
    if letter.address.lower() in unknown:
        return Outcome(FAILED, gettext("企业微信里没有这位成员"))
    return outcome
