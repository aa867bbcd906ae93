"""A site with something in it, a backup of it while it writes, and what is compared afterwards."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.house.source import PROJECT
from tests.serving import run_inside

FILL = """
import os
from datetime import timedelta
from bangfu.apps.notices.actions import Words, send_notice
from bangfu.apps.people.models import Person, Session
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import now
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.outbox.models import Event
from bangfu.plumbing.publication.write import publish_row
from bangfu.plumbing.runs.models import Run
person = Person.objects.create(login="keeper", name="某", email="k@example.org", phone="13900000001")
for n in range({files}):
    attach_file(by=SYSTEM_ACTOR, owner=person, data=b"%PDF-" + os.urandom({size}))
for n in range(50):
    publish_row(kind="answer.taken_back", subject=f"s{{n}}", fields={{"reason": str(n)}}, at=now())
send_notice(by=SYSTEM_ACTOR, words=Words("must_know", "请看一眼", urgent=True, place="新桥村"), audience=[str(person.pk)], agreed_by="other")
Session.objects.create(session_key="k" * 32, session_data="x", person=str(person.pk), seen_at=now(), expire_date=now() + timedelta(hours=9))
Run.objects.create(kind="exchange.solve", title="排方案", person=str(person.pk), created_at=now())
"""
WRITE = """
import os, sys
from bangfu.apps.people.models import Person
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import now
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.publication.write import publish_row
person, n = Person.objects.get(login="keeper"), 0
while True:
    stored = attach_file(by=SYSTEM_ACTOR, owner=person, data=b"%PDF-" + os.urandom(3000))
    publish_row(kind="answer.taken_back", subject=stored.pk, fields={"reason": str(n)}, at=now())
    n += 1
    print(n, flush=True)
"""
STATE = """
import hashlib, json
from django.apps import apps
from bangfu.apps.notices.models import Dispatch
from bangfu.apps.people.models import Person, Session
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.store import path_of
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.plumbing.runs.models import Run
from django.db import DatabaseError
stored = StoredFile.objects.order_by("id")
try:
    PublicationRow.objects.filter(kind="answer.taken_back").update(kind="bent")
    refused = False
except DatabaseError:
    refused = True
print(json.dumps({
    "files": {s.pk: hashlib.sha256(path_of(s).read_bytes()).hexdigest() == s.digest for s in stored},
    "record": list(PublicationRow.objects.order_by("id").values_list("id", "digest")),
    "phone": Person.objects.get(login="keeper").phone,
    "sessions": Session.objects.count(),
    "letters": sorted(Dispatch.objects.exclude(channel="insite").values_list("state", flat=True).distinct()),
    "inbox": Dispatch.objects.filter(channel="insite").count(),
    "runs": list(Run.objects.values_list("state", flat=True)),
    "refused": refused,
}))
"""
FAULTY = """
from pathlib import Path
from bangfu.plumbing.backup import take
from bangfu.plumbing.clock import now
files, about_it = take._add_files, take._add_about
take._add_files = lambda pack, about: None
take.take_backup(Path({bare!r}), at=now(), version="bare")
def ahead(pack, about):
    about.migrations.append(["needs", "9999_from_tomorrow"])
    about_it(pack, about)
take._add_about = ahead
take.take_backup(Path({newer!r}), at=now(), version="9.9")
"""


@contextmanager
def writing(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that keeps writing rows and files; it has written the first when the block begins."""
    environment = settings | {
        "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        "PYTHONPATH": f"{settings['PYTHONPATH']}{os.pathsep}{PROJECT}",
    }
    script = "import django; django.setup()\n" + WRITE
    process = subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "1"
        yield process
    finally:
        process.kill()
        process.communicate(timeout=10)


def filled(settings: dict[str, str], *, files: int, size: int) -> None:
    """Put files, public rows, a letter that waits, a session and a run into the site."""
    run_inside(settings, FILL.format(files=files, size=size))


def planted(settings: dict[str, str], folder: Path) -> tuple[Path, Path]:
    """Two backups made by faulty programs: one leaves the files out, one has a migration from tomorrow."""
    bare, newer = folder / "bare", folder / "newer"
    run_inside(settings, FAULTY.format(bare=str(bare), newer=str(newer)))
    return bare, newer
