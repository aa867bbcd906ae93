"""Promises of channels: one shape, a failure is a reason and never a crash, and no address in a log or a reason."""

import logging
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail

from bangfu.plumbing.channels import Letter, Outcome, channel_named, channels_in_use

LETTER = Letter(
    "wang@example.org", "标题\nBcc: all@example.org", ("第一条", "第二条"), "http://testserver/my/messages/"
)


ALL = ("insite", "wechat", "wecom", "sms", "email", "console")


@pytest.mark.parametrize("name", ALL)
def test_every_channel_has_the_one_shape(name, settings):
    settings.CHANNEL_OPTIONS = {each: "http://127.0.0.1:9" for each in settings.CHANNEL_OPTIONS if each.endswith("URL")}
    channel = channel_named(name)
    assert name == channel.NAME and str(channel.TITLE)
    assert channel.ADDRESS in ("", "email", "phone", "wecom", "wechat")
    assert isinstance(channel.KEEPS_QUIET, bool) and isinstance(channel.missing(), tuple)
    assert isinstance(channel.send(LETTER), Outcome)


@pytest.mark.parametrize("name", ["wechat", "wecom", "sms"])
def test_a_channel_without_its_settings_says_which_and_carries_nothing(name):
    channel = channel_named(name)
    assert channel.missing() and all(each.startswith(f"BANGFU_{name.upper()}_") for each in channel.missing())
    assert channel not in channels_in_use()


def test_without_a_mail_server_mail_is_not_set_up(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert channel_named("email").missing() == ("BANGFU_MAIL_URL",)


@pytest.mark.parametrize("name", ["pigeon", "shape", "../email", ""])
def test_a_channel_that_is_no_folder_is_refused(name):
    with pytest.raises(LookupError):
        channel_named(name)


def test_the_installation_names_its_channels(settings):
    settings.NOTICE_CHANNELS = ("console", "insite")
    assert [channel.NAME for channel in channels_in_use()] == ["console", "insite"]


def test_a_title_cannot_become_a_header():
    assert channel_named("email").send(LETTER).state == "sent"
    assert mail.outbox[0].subject == "标题 Bcc: all@example.org" and mail.outbox[0].recipients() == ["wang@example.org"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ConnectionRefusedError, "later"),
        (TimeoutError, "later"),
        (SMTPRecipientsRefused({"wang@example.org": (450, b"")}), "later"),
        (SMTPRecipientsRefused({"wang@example.org": (550, b"")}), "failed"),
    ],
)
def test_a_server_that_refuses_is_a_reason_without_the_address(error, state, monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with caplog.at_level(logging.DEBUG):
        outcome = channel_named("email").send(LETTER)
    assert outcome.state == state and outcome.reason
    assert "example.org" not in outcome.reason + caplog.text
