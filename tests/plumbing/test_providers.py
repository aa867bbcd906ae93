"""Each channel against a stand-in that checks signature, form and receiver as the provider's documentation says."""

import time

import pytest

from bangfu.plumbing.channels import Letter, calls, channel_named, tokens
from bangfu.plumbing.channels.email import backend
from bangfu.plumbing.channels.errcodes import outcome_of
from bangfu.plumbing.channels.sms.signature import authorization
from bangfu.plumbing.channels.sms.words import LONGEST, sms_text
from tests.providers.faults import FAULTS, running
from tests.providers.mail import Mail
from tests.providers.tencent import Tencent
from tests.providers.weixin import Wechat, Wecom

URL = "http://127.0.0.1:8000/needs/N-26-000001-1/"
NAMES = ("sms", "wecom", "wechat", "email")
ADDRESSES = {"sms": "139 0000 0001", "wecom": "zhangsan", "wechat": "o-openid-1", "email": "wang@example.org"}


def letter(name: str, number: int = 1, **changes) -> Letter:
    told = {
        "title": "村卫生站缺 20 台血压计",
        "lines": ("村卫生站缺 20 台血压计　因为您会修血压计",),
        "url": URL,
        "id": f"letter{number:010}",
        "what": "村卫生站缺 20 台血压计",
        "where": "清城区源潭镇新桥村",
        "deadline": "11月30日",
        "short_url": "http://127.0.0.1:8000/n/ab12cd34/",
        "leave_url": "http://127.0.0.1:8000/unsubscribe/x/",
    }
    return Letter(address=ADDRESSES[name], **(told | changes))


@pytest.fixture
def providers(settings, monkeypatch):
    """All four, and an installation that knows them."""
    monkeypatch.setattr(calls, "SECONDS", 0.4)
    monkeypatch.setattr(backend, "SECONDS", 0.4)
    with running(Tencent()) as sms, running(Wecom()) as wecom, running(Wechat()) as wechat, running(Mail()) as mail:
        settings.CHANNEL_OPTIONS = settings.CHANNEL_OPTIONS | sms.options | wecom.options | wechat.options
        settings.EMAIL_BACKEND = "bangfu.plumbing.channels.email.backend.TimedBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", mail.port, 0.4
        yield {"sms": sms, "wecom": wecom, "wechat": wechat, "email": mail}
    tokens._kept.clear()


@pytest.mark.parametrize("name", NAMES)
def test_a_right_letter_is_taken_and_the_provider_finds_nothing_wrong(providers, name):
    assert channel_named(name).send(letter(name)).state == "sent"
    assert providers[name].faults == [] and providers[name].applied == {"letter0000000001": 1}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fault", [each for each in FAULTS if each != "lost_answer"])
def test_a_provider_in_trouble_ends_in_time_as_later(providers, name, fault):
    providers[name].be(fault)
    began = time.monotonic()
    outcome = channel_named(name).send(letter(name))
    assert time.monotonic() - began < 2.5 and outcome.state == "later" and outcome.is_down
    assert not any(each in outcome.reason for each in (*ADDRESSES.values(), "secret", "127.0.0.1"))
    assert providers[name].applied == {} or fault == "slow"  # a slow one may have carried it out
    providers[name].be("ok")
    assert channel_named(name).send(letter(name)).state == "sent" and providers[name].applied == {"letter0000000001": 1}


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_whose_answer_was_lost_reaches_its_reader_once(providers, name):
    providers[name].be("lost_answer")
    assert channel_named(name).send(letter(name)).state == "later"
    providers[name].be("ok")
    assert channel_named(name).send(letter(name)).state == "sent"
    assert providers[name].tries["letter0000000001"] == 2 and providers[name].applied["letter0000000001"] == 1


def test_two_letters_with_the_same_words_both_arrive(providers):
    for name in NAMES:
        assert [channel_named(name).send(letter(name, n)).state for n in (1, 2)] == ["sent", "sent"]
        assert sum(providers[name].applied.values()) == 2


def test_the_signature_is_the_one_of_the_published_example():
    body = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    made = authorization(
        secret_id="AKID" + "*" * 32,
        secret_key="*" * 32,
        service="cvm",
        host="cvm.tencentcloudapi.com",
        action="DescribeInstances",
        body=body,
        timestamp=1551113065,
    )
    assert made.endswith("Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f")
    assert "/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action," in made


def test_a_wrong_key_is_the_channels_fault_and_not_the_letters(providers, settings):
    settings.CHANNEL_OPTIONS = settings.CHANNEL_OPTIONS | {
        "SMS_SECRET_KEY": "other",
        "WECOM_SECRET": "other",
        "WECHAT_SECRET": "x",
    }
    for name in ("sms", "wecom", "wechat"):
        outcome = channel_named(name).send(letter(name))
        assert outcome.state == "later" and outcome.is_down, name
    assert providers["sms"].faults == ["AuthFailure.SignatureFailure"]


@pytest.mark.parametrize(
    ("code", "state", "is_down"),
    [
        ("FailedOperation.PhoneNumberInBlacklist", "failed", False),
        ("LimitExceeded.PhoneNumberThirtySecondLimit", "later", False),
        ("InternalError.Timeout", "later", True),
        ("FailedOperation.InsufficientBalanceInSmsPackage", "later", True),
    ],
)
def test_codes_of_the_text_message_provider(providers, code, state, is_down):
    providers["sms"].blocked["+8613900000001"] = code
    outcome = channel_named("sms").send(letter("sms"))
    assert (outcome.state, outcome.is_down) == (state, is_down) and code in outcome.reason


@pytest.mark.parametrize("name", ["wecom", "wechat"])
def test_a_token_that_is_over_is_fetched_anew_once(providers, name):
    channel, provider = channel_named(name), providers[name]
    assert channel.send(letter(name)).state == "sent" and provider.tokens_given == 1
    provider.tokens.clear()
    assert channel.send(letter(name, 2)).state == "sent" and provider.tokens_given == 2
    provider.codes = [provider.over, provider.over]
    assert channel.send(letter(name, 3)).state == "later" and provider.tokens_given == 3


@pytest.mark.parametrize("name", ["wecom", "wechat"])
def test_a_receiver_who_does_not_exist_fails_for_good(providers, name):
    providers[name].unknown = {ADDRESSES[name]}
    outcome = channel_named(name).send(letter(name))
    assert outcome.state == "failed" and not outcome.is_down and ADDRESSES[name] not in outcome.reason


@pytest.mark.parametrize(
    ("code", "state"), [(0, "sent"), (-1, "later"), (45009, "later"), (7, "failed"), ("0", "later"), (None, "later")]
)
def test_codes_of_weixin(code, state):
    assert outcome_of(code, frozenset({7})).state == state


@pytest.mark.parametrize(("said", "state"), [("550 no such user", "failed"), ("451 try later", "later")])
def test_what_a_mail_server_says_of_a_receiver(providers, said, state):
    providers["email"].refused = {b"wang@": said}
    assert channel_named("email").send(letter("email")).state == state


def test_a_mail_can_be_left_with_one_click(providers):
    channel_named("email").send(letter("email"))
    message = providers["email"].messages[0]
    assert message["List-Unsubscribe"] == "<http://127.0.0.1:8000/unsubscribe/x/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


LINK = "https://bangfu.example/n/ab12cd34/"
PLACES = ("", "新桥村", "清城区源潭镇新桥村第三村民小组" * 2)
NEEDS = ("缺血压计", "村卫生站缺二十台血压计和三位会用的护士" * 4, "一行\n又一行\t字")


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("what", NEEDS)
@pytest.mark.parametrize("deadline", ["", "11月30日", "12月31日"])
def test_a_text_message_says_what_where_until_when_in_67_characters(what, where, deadline):
    text = sms_text(what, where, deadline, LINK, sign="助乡")
    assert len(text) <= LONGEST == 67 and text.endswith(LINK) and "\n" not in text and "\t" not in text
    assert deadline in text and text.startswith("【助乡】")
    assert where[:3] in text and what.split()[0][:4] in text


def test_the_check_of_the_signature_finds_a_changed_body(providers, monkeypatch):
    """A planted fault: signed, then changed."""
    real = calls.ask_json
    monkeypatch.setattr(
        "bangfu.plumbing.channels.sms.channel.ask_json", lambda url, body, headers: real(url, body + b" ", headers)
    )
    assert channel_named("sms").send(letter("sms")).state == "later"
    assert providers["sms"].faults == ["AuthFailure.SignatureFailure"]
