"""R17 and R1: workers are killed in the middle of sending; no message is lost, each reaches its reader once."""

import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.providers.faults import running
from tests.providers.mail import Mail
from tests.providers.tencent import Tencent
from tests.serving import own_database, run_inside, served, site_settings

pytestmark = pytest.mark.promise("R17")
LEASE = 3
WRITE = """
from bangfu.apps.notices.actions import Words, send_notice
from bangfu.apps.people.models import Person
from bangfu.plumbing.access import SYSTEM_ACTOR
rows = [Person(login=f"{name}{{n}}", name="某", email=f"p{{n}}@example.org", phone=f"139{{n:08}}") for n in range({count})]
Person.objects.bulk_create(rows)
words = Words("must_know", "请看一眼", urgent=True, place="新桥村")
send_notice(by=SYSTEM_ACTOR, words=words, audience=[str(row.pk) for row in rows], agreed_by="secondperson")
"""
COUNT = """
from collections import Counter
from bangfu.apps.notices.models import Dispatch
rows = Dispatch.objects.exclude(channel="insite").values_list("state", flat=True)
letters = Dispatch.objects.exclude(channel="insite").exclude(letter="").values("channel", "letter").distinct().count()
print(Counter(rows)["sent"], len(rows), letters)
"""


@contextmanager
def site(folder: Path, mail: Mail, sms: Tencent) -> Iterator[dict[str, str]]:
    """A site that knows both stand-ins, with its database up to date."""
    with own_database("kills") as more:
        settings = site_settings(folder, more)
        settings |= {f"BANGFU_{name}": value for name, value in sms.options.items()}
        settings |= {"BANGFU_MAIL_URL": f"smtp://127.0.0.1:{mail.port}", "BANGFU_LETTER_LEASE": str(LEASE)}
        yield settings


def worker(settings: dict[str, str]) -> subprocess.Popen[bytes]:
    """The real command."""
    command = [sys.executable, "-m", "bangfu.cli", "worker", "--quiet"]
    return subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def arrived(mail: Mail, sms: Tencent) -> int:
    return len(mail.applied) + len(sms.applied)


def until(wanted: int, mail: Mail, sms: Tencent, seconds: float) -> bool:
    """Whether so many letters arrive in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and arrived(mail, sms) < wanted:
        time.sleep(0.01)
    return arrived(mail, sms) >= wanted


def killed(folder: Path, *, count: int, kills: int) -> str:
    """Send ``count`` messages by two channels each while ``kills`` workers are killed; the report, or what is wrong."""
    with running(Mail()) as mail, running(Tencent()) as sms, site(folder, mail, sms) as settings:
        run_inside(settings, WRITE.format(count=count, name="p"))
        mail.delay = sms.delay = 0.004
        draw, total = random.Random(17), 2 * count
        for turn in range(kills):
            process = worker(settings)
            try:
                # somewhere in this worker's share of the work, so that each kill falls into sending
                until(total * (turn + draw.uniform(0.2, 0.9)) / (kills + 1), mail, sms, 40)
            finally:
                process.kill()
                process.wait(timeout=10)
        process, began = worker(settings), time.monotonic()
        try:
            until(total, mail, sms, 60 + LEASE)
            drained = time.monotonic() - began
            time.sleep(1.0)
        finally:
            process.terminate()
            process.wait(timeout=30)
        sent, rows, letters = map(int, run_inside(settings, COUNT).split())
    doubled = sum(many - 1 for each in (mail, sms) for many in each.applied.values())
    tries = sum(mail.tries.values()) + sum(sms.tries.values())
    lost = total - arrived(mail, sms)
    report = (
        f"R17 messages {total} kills {kills} lost {lost} doubled {doubled} tries {tries} last worker {drained:.0f} s"
    )
    print(report)
    return (
        ""
        if (lost, doubled, sent, rows, letters) == (0, 0, total, total, total)
        else f"{report}; sent {sent} of {rows}"
    )


@pytest.mark.both_engines
def test_workers_that_are_killed_lose_and_double_nothing(tmp_path):
    assert killed(tmp_path, count=60, kills=2) == ""


@pytest.mark.deep
@pytest.mark.both_engines
def test_a_thousand_messages_survive_ten_kills(tmp_path):
    assert killed(tmp_path, count=500, kills=10) == ""


PAGES = ("/", "/needs/", "/accounts/login/", "/healthz")


def p95(port: int, count: int) -> float:
    """Milliseconds within which 95 of 100 pages are answered."""
    spent = []
    for turn in range(count):
        began = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{PAGES[turn % len(PAGES)]}", timeout=20) as answer:
            assert answer.status == 200
            answer.read()
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)[int(len(spent) * 0.95)]


@pytest.mark.alone
def test_pages_are_as_fast_while_every_provider_hangs(tmp_path):
    """The worker waits for them, the pages do not."""
    with (
        running(Mail()) as mail,
        running(Tencent()) as sms,
        site(tmp_path, mail, sms) as settings,
        served(settings) as (port, _server),
    ):
        process = worker(settings)
        try:
            run_inside(settings, WRITE.format(count=1, name="first"))
            assert until(2, mail, sms, 30), "the worker is at work"
            time.sleep(2.0)
            p95(port, 20)
            idle = p95(port, 80)
            mail.be("hang")
            sms.be("hang")
            run_inside(settings, WRITE.format(count=20, name="second"))
            end = time.monotonic() + 20
            while mail.asked + sms.asked < 4 and time.monotonic() < end:
                time.sleep(0.05)
            hanging = p95(port, 80)
        finally:
            process.kill()
            process.wait(timeout=10)
    print(f"R17 p95 of pages {hanging:.0f} ms while providers hang, {idle:.0f} ms idle, asked {mail.asked + sms.asked}")
    assert mail.asked + sms.asked >= 4 and hanging <= max(2 * idle, idle + 40)
