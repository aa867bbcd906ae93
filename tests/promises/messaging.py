"""What the checks of R17 share: people with every address, an installation that knows the stand-ins, and the count."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bangfu.apps.notices import tasks
from bangfu.apps.notices.actions import Words, send_notice
from bangfu.apps.notices.models import Address, Dispatch, Preference
from bangfu.apps.people.models import Person
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.channels import calls, tokens
from bangfu.plumbing.channels.email import backend
from bangfu.values import SHANGHAI
from tests.providers.faults import Provider, running
from tests.providers.mail import Mail
from tests.providers.tencent import Tencent
from tests.providers.weixin import Wechat, Wecom

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
SECONDS = 0.25
KINDS = {"sms": Tencent, "wecom": Wecom, "wechat": Wechat, "email": Mail}


@contextmanager
def providers_for(settings, monkeypatch) -> Iterator[dict[str, Provider]]:
    """The four stand-ins, with an installation that speaks to them and waits a quarter of a second."""
    with ExitStack() as stack:
        found = {name: stack.enter_context(running(kind())) for name, kind in KINDS.items()}
        monkeypatch.setattr(calls, "SECONDS", SECONDS)
        monkeypatch.setattr(backend, "SECONDS", SECONDS)
        for name in ("sms", "wecom", "wechat"):
            settings.CHANNEL_OPTIONS = settings.CHANNEL_OPTIONS | found[name].options
        settings.EMAIL_BACKEND = "bangfu.plumbing.channels.email.backend.TimedBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found["email"].port, SECONDS
        try:
            yield found
        finally:
            tokens._kept.clear()


def people(count: int, channel: str) -> list[str]:
    """People who are reached by this channel and no other."""
    rows = [
        Person(login=f"{channel}{n}", name="某", email=f"{channel}{n}@example.org", phone=f"139{n:08}")
        for n in range(count)
    ]
    Person.objects.bulk_create(rows)
    ids = [str(row.pk) for row in rows]
    if channel in ("wecom", "wechat"):
        Address.objects.bulk_create([Address(person=one, channel=channel, address=f"u-{one}") for one in ids])
    others = [each for each in KINDS if each != channel]
    Preference.objects.bulk_create(
        [Preference(person=one, kind="must_know", channel=each, wanted=False) for one in ids for each in others]
    )
    return ids


@dataclass
class Told:
    """What became of the letters of one trial."""

    made: int
    lost: int
    doubled: int
    tries: int


def trial(channel: str, provider: Provider, fault: str, count: int = 3) -> Told:
    """Write to ``count`` people while the provider has this fault, let it recover, and count what arrived."""
    provider.tries, provider.applied = Counter(), Counter()
    audience = people(count, f"{channel}") if not Person.objects.filter(login=f"{channel}0").exists() else None
    audience = audience or [
        str(pk) for pk in Person.objects.filter(login__startswith=channel).values_list("pk", flat=True)
    ]
    words = Words("must_know", f"请看一眼：{fault}", place="新桥村")
    notice = send_notice(by=SYSTEM_ACTOR, at=NOON, words=words, audience=audience)
    provider.be(fault)
    tasks.send_due(at=NOON)
    tasks.send_due(at=NOON + timedelta(minutes=11))
    provider.be("ok")
    for hour in range(1, 8):
        tasks.send_due(at=NOON + timedelta(minutes=11 + 30 * hour))
    rows = Dispatch.objects.filter(message__notice=notice, channel=channel)
    letters = set(rows.values_list("letter", flat=True))
    arrived = {letter: provider.applied[letter] for letter in letters}
    lost = len(audience) - sum(1 for many in arrived.values() if many) + rows.exclude(state="sent").count()
    doubled = sum(max(many - 1, 0) for many in provider.applied.values()) + len(set(provider.applied) - letters)
    return Told(len(audience), lost, doubled, sum(provider.tries.values()))
