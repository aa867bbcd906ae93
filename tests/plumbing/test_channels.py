"""Promises of channels: one shape, a failure is a reason and never a crash, and no address in a log or a reason."""

import logging
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail

from bangfu.plumbing.channels import Letter, Outcome, channel_named, channels_in_use

LETTER = Letter(
    "wang@example.org", "标题\nBcc: all@example.org", ("第一条", "第二条"), "http://testserver/my/messages/"
)


@pytest.mark.parametrize("name", ["insite", "email", "console"])
def test_every_channel_has_the_one_shape(name):
    channel = channel_named(name)
    assert name == channel.NAME and str(channel.TITLE) and channel.ADDRESS in ("", "email", "phone")
    assert isinstance(channel.KEEPS_QUIET, bool)
    assert isinstance(channel.send(LETTER), Outcome)


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
    "error", [ConnectionRefusedError, TimeoutError, SMTPRecipientsRefused({"wang@example.org": (550, b"")})]
)
def test_a_server_that_refuses_is_a_reason_without_the_address(error, monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with caplog.at_level(logging.DEBUG):
        outcome = channel_named("email").send(LETTER)
    assert outcome.state == "failed" and outcome.reason
    assert "example.org" not in outcome.reason + caplog.text
