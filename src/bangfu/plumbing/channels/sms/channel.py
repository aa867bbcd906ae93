"""短信, by Tencent Cloud's SendSms (version 2021-01-11, document 382/55981).

The template that is registered with the provider has four places: ``{1}：{2}，{3}前，{4}``.
"""

import json
import time
from urllib.parse import urlsplit

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangfu.plumbing.channels.calls import CallFailed, ask_json
from bangfu.plumbing.channels.shape import FAILED, LATER, SENT, Letter, Outcome, not_set, option
from bangfu.plumbing.channels.sms.signature import CONTENT_TYPE, authorization
from bangfu.plumbing.channels.sms.words import sms_parts

NAME, TITLE, ADDRESS, KEEPS_QUIET = "sms", _("短信"), "phone", True
ACTION, VERSION, SERVICE = "SendSms", "2021-01-11", "sms"
# What concerns one number only, and will not change by trying again.
FOR_GOOD = (
    "FailedOperation.PhoneNumberInBlacklist",
    "FailedOperation.ContainSensitiveWord",
    "FailedOperation.MarketingSendTimeConstraint",
    "InvalidParameterValue.IncorrectPhoneNumber",
    "InvalidParameterValue.ContentLengthLimit",
    "UnsupportedOperation.UnsupportedRegion",
    "LimitExceeded.PhoneNumberSameContentDailyLimit",
)
# What concerns one number only, and passes.
THIS_NUMBER = "LimitExceeded.PhoneNumber"


def missing() -> tuple[str, ...]:
    """Settings that are not given."""
    return not_set("SMS_SECRET_ID", "SMS_SECRET_KEY", "SMS_APP_ID", "SMS_SIGN", "SMS_TEMPLATE")


def mainland(number: str) -> str:
    """A number in E.164, as the provider wants it; numbers without a country are of the mainland."""
    digits = "".join(each for each in number if each.isdigit())
    return f"+{digits}" if number.strip().startswith("+") else f"+86{digits}"


def send(letter: Letter) -> Outcome:
    """One text message. The provider keeps no key of ours to tell a repeat; `docs/adr/0251` says what follows from that."""
    parts = sms_parts(
        letter.what or letter.title, letter.where, letter.deadline, letter.short_url, sign=option("SMS_SIGN")
    )
    asked = {
        "PhoneNumberSet": [mainland(letter.address)],
        "SmsSdkAppId": option("SMS_APP_ID"),
        "TemplateId": option("SMS_TEMPLATE"),
        "SignName": option("SMS_SIGN"),
        "TemplateParamSet": list(parts),
        "SessionContext": letter.id,
    }
    body = json.dumps(asked, ensure_ascii=False).encode()
    try:
        answer = ask_json(option("SMS_URL"), body, _headers(body))["Response"]
        code = answer["Error"]["Code"] if "Error" in answer else answer["SendStatusSet"][0]["Code"]
    except CallFailed as failed:
        return Outcome(LATER, gettext("短信平台没有回应（%s）") % failed, is_down=True)
    except (KeyError, IndexError, TypeError):
        return Outcome(LATER, gettext("短信平台的回答看不懂"), is_down=True)
    return outcome_of(str(code))


def outcome_of(code: str) -> Outcome:
    """What a code of the provider means for the letter and for the channel."""
    if code == "Ok":
        return Outcome(SENT)
    reason = gettext("短信平台没有收下（%s）") % code[:60]
    if code in FOR_GOOD:
        return Outcome(FAILED, reason)
    return Outcome(LATER, reason, is_down=not code.startswith(THIS_NUMBER))


def _headers(body: bytes) -> dict[str, str]:
    moment, host = int(time.time()), urlsplit(option("SMS_URL")).netloc
    signed = authorization(
        secret_id=option("SMS_SECRET_ID"),
        secret_key=option("SMS_SECRET_KEY"),
        service=SERVICE,
        host=host,
        action=ACTION,
        body=body,
        timestamp=moment,
    )
    return {
        "Authorization": signed,
        "Content-Type": CONTENT_TYPE,
        "Host": host,
        "X-TC-Action": ACTION,
        "X-TC-Version": VERSION,
        "X-TC-Timestamp": str(moment),
        "X-TC-Region": option("SMS_REGION"),
    }
