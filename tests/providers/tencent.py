"""Stands in for Tencent Cloud's SendSms (version 2021-01-11), with the signature of API 3.0, worked out on its own."""

import hashlib
import hmac
import json
import re
import time
from typing import Any

from tests.providers.faults import JsonHandler, Provider

SECRET_ID, SECRET_KEY, APP, SIGN, TEMPLATE = "AKIDexample", "secret-of-the-example", "1400006666", "助乡", "1110"
OPTIONS = {
    "SMS_SECRET_ID": SECRET_ID,
    "SMS_SECRET_KEY": SECRET_KEY,
    "SMS_APP_ID": APP,
    "SMS_SIGN": SIGN,
    "SMS_TEMPLATE": TEMPLATE,
    "SMS_REGION": "ap-guangzhou",
}
AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/sms/tc3_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)
LONGEST = 67


def keyed(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class Handler(JsonHandler):
    """One request."""

    def answer(self, body: bytes) -> dict[str, Any]:
        code = self._signature_fault(body)
        if code:
            self.provider.faults.append(code)
            return {"Response": {"Error": {"Code": code, "Message": "…"}, "RequestId": "r"}}
        return {"Response": {"SendStatusSet": [self._one(json.loads(body))], "RequestId": "r"}}

    def _signature_fault(self, body: bytes) -> str:
        found = AUTHORIZATION.fullmatch(self.headers.get("Authorization", ""))
        if found is None:
            return "AuthFailure.SignatureFailure"
        who, day, names, signature = found.groups()
        stamp = self.headers.get("X-TC-Timestamp", "")
        if who != SECRET_ID:
            return "AuthFailure.SecretIdNotFound"
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > 300:
            return "AuthFailure.SignatureExpire"
        if day != time.strftime("%Y-%m-%d", time.gmtime(int(stamp))) or not {"content-type", "host"} <= set(
            names.split(";")
        ):
            return "AuthFailure.SignatureFailure"
        headers = "".join(f"{name}:{self.headers.get(name, '').strip().lower()}\n" for name in names.split(";"))
        request = f"POST\n/\n\n{headers}\n{names}\n{hashlib.sha256(body).hexdigest()}"
        text = f"TC3-HMAC-SHA256\n{stamp}\n{day}/sms/tc3_request\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = keyed(keyed(keyed(b"TC3" + SECRET_KEY.encode(), day), "sms"), "tc3_request")
        if keyed(key, text).hex() != signature:
            return "AuthFailure.SignatureFailure"
        if self.headers.get("X-TC-Action") != "SendSms" or self.headers.get("X-TC-Version") != "2021-01-11":
            return "InvalidAction"
        return "" if self.headers.get("X-TC-Region") else "MissingParameter"

    def _one(self, asked: dict[str, Any]) -> dict[str, Any]:
        code = self._content_fault(asked)
        if code:
            self.provider.faults.append(code)
        else:
            letter = asked["SessionContext"]
            self.provider.tries[letter] += 1
            place, what, day, link = asked["TemplateParamSet"]
            self.provider.texts.append(f"【{SIGN}】{place}：{what}，{day}前，{link}")
            # The provider itself tells no repeat: whoever reads the reports does, by the context that comes back.
            self.provider.apply(letter, repeat=letter in self.provider.applied)
        return {
            "SerialNo": "",
            "PhoneNumber": "",
            "Fee": 1,
            "SessionContext": "",
            "Code": code or "Ok",
            "Message": "",
            "IsoCode": "CN",
        }

    def _content_fault(self, asked: dict[str, Any]) -> str:
        known = {"PhoneNumberSet", "SmsSdkAppId", "TemplateId", "SignName", "TemplateParamSet", "SessionContext"}
        if set(asked) - known:
            return "UnknownParameter"
        if asked["SmsSdkAppId"] != APP:
            return "UnauthorizedOperation.SmsSdkAppIdVerifyFail"
        if asked["SignName"] != SIGN:
            return "FailedOperation.SignatureIncorrectOrUnapproved"
        if asked["TemplateId"] != TEMPLATE or len(asked["TemplateParamSet"]) != 4:
            return "FailedOperation.TemplateIncorrectOrUnapproved"
        number = asked["PhoneNumberSet"][0]
        if not re.fullmatch(r"\+861\d{10}", number):
            return "InvalidParameterValue.IncorrectPhoneNumber"
        if number in self.provider.blocked:
            return self.provider.blocked[number]
        return ""


class Tencent(Provider):
    """``blocked``: codes by number; ``texts``: what telephones show."""

    handler = Handler
    token_paths = ()

    def __init__(self) -> None:
        self.blocked: dict[str, str] = {}
        self.texts: list[str] = []
        super().__init__()

    @property
    def options(self) -> dict[str, str]:
        return OPTIONS | {"SMS_URL": self.url}
