"""Answers of WeCom and of WeChat: both say ``errcode`` and ``errmsg``, and both hand out tokens that end."""

import json
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext

from bangfu.plumbing.channels.calls import CallFailed, ask_json
from bangfu.plumbing.channels.shape import FAILED, LATER, SENT, Outcome
from bangfu.plumbing.channels.tokens import drop_token, token_for

TOKEN_OVER = frozenset({40001, 40014, 41001, 42001})
"""The token is wrong, missing or over: fetch another one, once."""
BUSY = frozenset({-1, 45009, 45011, 45033})
"""The provider is busy or we ask too often."""


class NoToken(Exception):
    """The provider gave no token; the text is its code."""


def fetch_token(answer: dict[str, Any]) -> tuple[str, float]:
    """Token and seconds from an answer. Errors: :class:`NoToken`."""
    token, code = answer.get("access_token"), answer.get("errcode", 0)
    if code or not isinstance(token, str):
        raise NoToken(str(code or "no token"))
    return token, float(answer.get("expires_in", 0))


def sent_with_token(
    *, account: str, ask_token: Callable[[], dict[str, Any]], url: str, body: dict[str, Any], for_good: frozenset[int]
) -> tuple[Outcome, dict[str, Any]]:
    """Send ``body`` to ``url`` + token; with a token that is over, once more with a new one.

    Returns: the outcome and what the provider said. ``for_good``: codes that concern this receiver and will not pass.
    """
    data = json.dumps(body, ensure_ascii=False).encode()
    try:
        for turn in (1, 2):
            token = token_for(account, lambda: fetch_token(ask_token()))
            answer = ask_json(url + token, data, {"Content-Type": "application/json; charset=utf-8"})
            code = answer.get("errcode")
            if code not in TOKEN_OVER or turn == 2:
                break
            drop_token(account)
    except CallFailed as failed:
        return Outcome(LATER, gettext("平台没有回应（%s）") % failed, is_down=True), {}
    except NoToken as refused:
        return Outcome(LATER, gettext("平台不给凭证（%s），请管理员核对设置") % refused, is_down=True), {}
    return outcome_of(code, for_good), answer


def outcome_of(code: object, for_good: frozenset[int]) -> Outcome:
    """What a code means."""
    if code == 0:
        return Outcome(SENT)
    if not isinstance(code, int):
        return Outcome(LATER, gettext("平台的回答看不懂"), is_down=True)
    reason = gettext("平台没有收下（%s）") % code
    return Outcome(FAILED, reason) if code in for_good else Outcome(LATER, reason, is_down=True)
