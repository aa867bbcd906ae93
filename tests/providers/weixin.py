"""Stand in for WeCom's application messages and for template messages of a WeChat service account."""

import json
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.providers.faults import JsonHandler, Provider


class TokenProvider(Provider):
    """Hands out tokens. ``unknown``: receivers that do not exist; ``codes``: a code to answer with, once each."""

    token_paths: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.tokens: set[str] = set()
        self.tokens_given = 0
        self.unknown: set[str] = set()
        self.codes: list[int] = []
        super().__init__()

    def new_token(self) -> dict[str, Any]:
        token = secrets.token_hex(16)
        self.tokens = {token}
        self.tokens_given += 1
        return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": 7200}


class TokenHandler(JsonHandler):
    """What both have in common: a token in the address of a message."""

    def asked_with(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def refused(self, code: int, words: str) -> dict[str, Any]:
        self.provider.faults.append(f"{code} {words}")
        return {"errcode": code, "errmsg": words}

    def message(self, body: bytes) -> dict[str, Any]:
        if self.asked_with().get("access_token") not in self.provider.tokens:
            return self.refused(self.provider.over, "access_token expired")
        if self.provider.codes:
            return self.refused(self.provider.codes.pop(0), "as told")
        return self.take(json.loads(body))

    def take(self, asked: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError


class WecomHandler(TokenHandler):
    """gettoken and message/send."""

    def answer(self, body: bytes) -> dict[str, Any]:
        path = urlsplit(self.path).path
        if path == "/cgi-bin/gettoken" and self.command == "GET":
            asked = self.asked_with()
            if asked.get("corpid") != "ww-example":
                return self.refused(40013, "invalid corpid")
            return (
                self.provider.new_token()
                if asked.get("corpsecret") == "wecom-secret"
                else self.refused(40001, "invalid credential")
            )
        if path == "/cgi-bin/message/send" and self.command == "POST":
            return self.message(body)
        return self.refused(40066, "invalid url")

    def take(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked.get("agentid") != 1000002:
            return self.refused(40056, "invalid agentid")
        card = asked.get("textcard", {})
        if asked.get("msgtype") != "textcard" or not all(card.get(name) for name in ("title", "description", "url")):
            return self.refused(40008, "invalid message type")
        if len(card["title"]) > 128 or len(card["description"].encode()) > 512:
            return self.refused(45002, "content too long")
        if asked["touser"].lower() in self.provider.unknown:
            return self.refused(81013, "all touser & toparty & totag invalid")
        letter = card["url"].rpartition("letter=")[2]
        self.provider.tries[letter] += 1
        same = json.dumps(asked, sort_keys=True)
        repeat = asked.get("enable_duplicate_check") == 1 and same in self.provider.seen
        self.provider.seen.add(same)
        self.provider.apply(letter, repeat=repeat)
        return {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": secrets.token_hex(8)}


class Wecom(TokenProvider):
    handler = WecomHandler
    token_paths = ("/cgi-bin/gettoken",)
    over = 42001

    def __init__(self) -> None:
        self.seen: set[str] = set()
        super().__init__()

    @property
    def options(self) -> dict[str, str]:
        return {
            "WECOM_CORP_ID": "ww-example",
            "WECOM_AGENT_ID": "1000002",
            "WECOM_SECRET": "wecom-secret",
            "WECOM_URL": self.url,
        }


class WechatHandler(TokenHandler):
    """stable_token and message/template/send."""

    def answer(self, body: bytes) -> dict[str, Any]:
        path = urlsplit(self.path).path
        if path == "/cgi-bin/stable_token" and self.command == "POST":
            asked = json.loads(body)
            if asked.get("grant_type") != "client_credential" or asked.get("appid") != "wx-example":
                return self.refused(40013, "invalid appid")
            return (
                self.provider.new_token()
                if asked.get("secret") == "wechat-secret"
                else self.refused(40125, "invalid appsecret")
            )
        if path == "/cgi-bin/message/template/send" and self.command == "POST":
            return self.message(body)
        return self.refused(40066, "invalid url")

    def take(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked.get("template_id") != "template-1":
            return self.refused(40037, "invalid template_id")
        fields = asked.get("data", {})
        if set(fields) != {"thing1", "thing2", "thing3"} or any(not 0 < len(f["value"]) <= 20 for f in fields.values()):
            return self.refused(47003, "argument invalid")
        if asked["touser"].lower() in self.provider.unknown:
            return self.refused(43004, "require subscribe")
        letter = asked["client_msg_id"]
        self.provider.tries[letter] += 1
        self.provider.apply(letter, repeat=letter in self.provider.applied)
        return {"errcode": 0, "errmsg": "ok", "msgid": 1}


class Wechat(TokenProvider):
    handler = WechatHandler
    token_paths = ("/cgi-bin/stable_token",)
    over = 40001

    @property
    def options(self) -> dict[str, str]:
        return {
            "WECHAT_APP_ID": "wx-example",
            "WECHAT_SECRET": "wechat-secret",
            "WECHAT_TEMPLATE": "template-1",
            "WECHAT_FIELDS": "thing1,thing2,thing3",
            "WECHAT_URL": self.url,
        }
