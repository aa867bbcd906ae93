"""R17: providers that refuse, hang, cut, err, babble or dawdle lose no message, double none, and keep no page waiting."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from bangfu.apps.needs import actions as needs
from bangfu.apps.notices import actions, tasks
from bangfu.apps.notices.models import Dispatch
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.channels import Outcome, channel_named
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.values import opaque_id
from tests.promises.messaging import KINDS, NOON, people, providers_for, trial
from tests.providers.faults import FAULTS
from tests.samples import make_need

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R17")]


@pytest.fixture
def providers(settings, monkeypatch):
    with providers_for(settings, monkeypatch) as found:
        yield found


def test_no_message_is_lost_or_doubled_whatever_its_provider_does(providers):
    made = lost = doubled = tries = 0
    for channel in KINDS:
        for fault in FAULTS:
            told = trial(channel, providers[channel], fault)
            made, tries = made + told.made, tries + told.tries
            lost, doubled = lost + told.lost, doubled + told.doubled
    cells = len(KINDS) * len(FAULTS)
    print(f"R17 providers x faults {cells} messages {made} tries taken {tries} lost {lost} doubled {doubled}")
    assert cells == 28 and made == 3 * cells and (lost, doubled) == (0, 0)


def test_the_check_finds_a_sender_that_writes_sent_before_it_sent(providers, monkeypatch):
    """A planted fault: what could not be sent now counts as sent."""
    real = tasks.settle
    monkeypatch.setattr(tasks, "settle", lambda bundle, outcome, at: real(bundle, Outcome("sent"), at))
    assert trial("sms", providers["sms"], "reset").lost > 0


@pytest.mark.parametrize("channel", ["wecom", "email"])
def test_the_check_finds_a_new_id_at_each_try(providers, monkeypatch, channel):
    """A planted fault: the provider cannot tell the repeat."""
    real = tasks.letter_of
    monkeypatch.setattr(tasks, "letter_of", lambda *about: replace(real(*about), id=opaque_id()))
    assert trial(channel, providers[channel], "lost_answer").doubled > 0


def test_no_page_speaks_to_a_provider(world, providers, monkeypatch):
    """A page writes down what is to be sent; only the worker speaks to anybody, outside of any transaction of its own."""
    people_told = people(1, "email")
    for provider in providers.values():
        provider.be("hang")
    began = time.perf_counter()
    words = actions.Words("must_know", "请看一眼")
    actions.send_notice(by=world.cast["bureau"].actor, words=words, audience=people_told)
    needs.submit_need(
        by=world.cast["village"].actor,
        number=make_need("441802101990", "draft", {"village": world.cast["village"].actor}).number,
    )
    deliver_pending(at=now())
    took = time.perf_counter() - began
    asked = sum(provider.asked for provider in providers.values())
    print(f"R17 providers asked by pages and events {asked}, {took * 1000:.0f} ms while all hang")
    assert asked == 0 and Dispatch.objects.filter(channel="email", state="made").exists()


def test_the_check_finds_a_notice_that_is_sent_inside_the_act(world, providers, monkeypatch):
    """The planted fault of R17: the call inside the transaction."""
    real = actions._write_messages

    def at_once(notice, audience, lines, at):
        real(notice, audience, lines, at)
        tasks.send_due(at=at)

    monkeypatch.setattr(actions, "_write_messages", at_once)
    actions.send_notice(
        by=world.cast["bureau"].actor, at=NOON, words=actions.Words("must_know", "看"), audience=people(1, "email")
    )
    assert sum(provider.asked for provider in providers.values()) > 0


def test_nothing_is_held_open_while_a_provider_is_asked(monkeypatch):
    """No lock and no transaction waits for a foreign machine: asking happens as deep as the caller stands, no deeper."""
    seen = []
    channel = channel_named("email")
    monkeypatch.setattr(channel, "send", lambda letter: seen.append(len(connection.savepoint_ids)) or Outcome("sent"))
    audience = people(2, "email")
    actions.send_notice(by=SYSTEM_ACTOR, at=NOON, words=actions.Words("must_know", "看"), audience=audience)
    tasks.send_due(at=NOON)
    assert seen == [len(connection.savepoint_ids)] * 2


def test_a_channel_that_hangs_rests_and_delays_no_other(providers):
    """After three time-outs the channel is left alone; the others have long sent theirs."""
    for channel in KINDS:
        audience = people(12, channel)
        actions.send_notice(by=SYSTEM_ACTOR, at=NOON, words=actions.Words("must_know", "看"), audience=audience)
    providers["sms"].be("hang")
    began = time.perf_counter()
    tasks.send_due(at=NOON)
    took = time.perf_counter() - began
    waiting = dict.fromkeys(KINDS, 0) | {
        channel: Dispatch.objects.filter(channel=channel, state="made").count() for channel in KINDS
    }
    print(f"R17 one of four channels hangs: {took:.1f} s, waiting {waiting}, asked {providers['sms'].asked}")
    assert waiting == {"sms": 12, "wecom": 0, "wechat": 0, "email": 0} and providers["sms"].asked == 3
    providers["sms"].be("ok")
    tasks.send_due(at=NOON + timedelta(seconds=5))
    assert providers["sms"].asked == 3, "it rests"
    for minute in range(1, 6):
        tasks.send_due(at=NOON + timedelta(minutes=minute))
    assert len(providers["sms"].applied) == 12 and set(providers["sms"].applied.values()) == {1}
