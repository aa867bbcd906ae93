"""R13 on a running site: no personal data stands in clear in any file it holds, nor in a copy of them; a wrong key stops clean.

A backup is, for now, a copy of the data folder; the copy that is searched here is taken while the site runs.
"""

import base64
import shutil
from pathlib import Path

import pytest

from tests.canaries import PEOPLE, Denominator, hits_in_bytes
from tests.serving import bangfu, run_inside, served, site_settings

pytestmark = pytest.mark.promise("R13")
USE = """
from hashlib import sha256
from bangfu.apps.notices.actions import Words, send_notice
from bangfu.apps.people import actions
from bangfu.apps.people.models import Person, RoleGrant
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.imports.actions import upload_sheet
from bangfu.plumbing.outbox.deliver import deliver_pending
from bangfu.plumbing.sheets import csv_bytes
from tests.canaries import CORES, PEOPLE, value
from tests.cast import VILLAGE, actor_for
from tests.samples import make_places, somebody
from tests.samples_voices import make_suggestion, make_wish

people = [Person.objects.create(login=f"canary{number}", name=f"任{number}") for number in range(PEOPLE)]
for number, person in enumerate(people):
    actions.change_contact(by=actor_for(person), person=person.pk, email=value("mail", number), phone=value("phone", number))
guarded = Person.objects.get(pk=people[0].pk)
guarded.set_password(value("password", 0))
guarded.save()
RoleGrant.objects.create(person=people[1], role="bureau", scope_kind="region", scope_id="44", from_day=today())
rows = [[value(field, number) for field in CORES] for number in range(PEOPLE)]
sheet = csv_bytes(list(CORES), rows)
upload_sheet(by=actor_for(people[1]), kind="organisations", file_name="名录.csv", data=sheet, sha256=sha256(sheet).hexdigest())
send_notice(by=SYSTEM_ACTOR, words=Words("must_know", "请看一眼"), audience=[str(person.pk) for person in people])
deliver_pending(at=now())
Person.objects.get(pk=people[2].pk).save()
make_places()
make_suggestion(VILLAGE, words=value("health", 4), contact=value("phone", 4))
keeper = somebody("keeper", "village", scope="44")
make_wish(VILLAGE, keeper, words=value("health", 5), person=value("address", 5))
"""
READ = """
from bangfu.apps.people.models import Person
from tests.canaries import PEOPLE, value
found = [(p.phone, p.email) for p in Person.objects.filter(login__startswith="canary")]
wanted = [(value("phone", n), value("mail", n)) for n in range(PEOPLE)]
print("all of them" if sorted(found) == sorted(wanted) else (found[:2], wanted[:2]))
"""
LEAK = """
from bangfu.apps.people.models import Person
from tests.canaries import value
Person.objects.filter(login="canary3").update(name=value("phone", 3))
"""


def key(name: str, byte: int) -> str:
    return f"{name}:" + base64.b64encode(bytes([byte]) * 32).decode("ascii")


def found_in(*folders: Path) -> tuple[list[str], int, int]:
    """Personal data in clear in any file below; how many files and bytes were searched."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    found, size = [], 0
    for path in files:
        data = path.read_bytes()
        size += len(data)
        found += hits_in_bytes(path.name, data + b"\0" + path.name.encode())
    return sorted(set(found)), len(files), size


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    """A site with personal data of forty people, a waiting import of it and letters that could not be sent."""
    folder = tmp_path_factory.mktemp("used")
    (folder / "data").mkdir()
    (folder / "tmp").mkdir()
    more = {
        "BANGFU_FIELD_KEYS": key("k1", 1),
        "BANGFU_MAIL_URL": "smtp://127.0.0.1:1",
        "TMPDIR": str(folder / "tmp"),
        "SQLITE_TMPDIR": str(folder / "tmp"),
    }
    settings = site_settings(folder / "data") | more
    (folder / "tmp" / "said.log").write_text(run_inside(settings, USE), "utf-8")
    return folder, settings


def test_no_file_of_a_running_site_and_no_copy_of_it_holds_personal_data_in_clear(used, tmp_path):
    folder, settings = used
    with served(settings, workers=1):
        run_inside(settings, READ)
        found, files, size = found_in(folder)
        shutil.copytree(folder / "data", tmp_path / "copy")
    assert files >= 2 and size > 500_000 and found == []
    assert b"canary3" in b"".join(path.read_bytes() for path in (tmp_path / "copy").rglob("*") if path.is_file())
    assert found_in(tmp_path / "copy")[0] == []
    assert run_inside(settings | {"BANGFU_DATA_DIR": str(tmp_path / "copy")}, READ).strip() == "all of them"
    print(f"R13 {Denominator()} files {files} bytes {size} and a copy of them: in clear {len(found)}")


def test_a_copy_opened_with_a_wrong_key_stops_clean(used, tmp_path):
    folder, settings = used
    shutil.copytree(folder / "data", tmp_path / "copy")
    copied = settings | {"BANGFU_DATA_DIR": str(tmp_path / "copy")}
    assert bangfu(copied, "migrate", "--quiet").returncode == 0
    for wrong in (key("k1", 2), key("k2", 2)):
        answer = bangfu(copied | {"BANGFU_FIELD_KEYS": wrong}, "serve", "--port", "1")
        assert answer.returncode == 1 and "密钥" in answer.stderr, answer.stderr
        assert "Traceback" not in answer.stderr and wrong not in answer.stderr


def test_after_a_rotation_the_new_key_alone_reads_everything_and_nothing_is_in_clear(used, tmp_path):
    folder, settings = used
    shutil.copytree(folder / "data", tmp_path / "copy")
    copied = settings | {
        "BANGFU_DATA_DIR": str(tmp_path / "copy"),
        "BANGFU_FIELD_KEYS": f"{key('k2', 2)},{key('k1', 1)}",
    }
    done = bangfu(copied, "rotate-keys")
    assert done.returncode == 0, done.stderr
    assert run_inside(copied | {"BANGFU_FIELD_KEYS": key("k2", 2)}, READ).strip() == "all of them"
    assert found_in(tmp_path / "copy")[0] == []
    print(f"R13 rotated {PEOPLE} people by command, read with the new key alone")


def test_the_check_finds_a_number_in_the_wrong_column_and_in_an_export(used, tmp_path):
    """Planted faults: a telephone typed into a name, and a file left behind by an export."""
    folder, settings = used
    shutil.copytree(folder / "data", tmp_path / "copy")
    run_inside(settings | {"BANGFU_DATA_DIR": str(tmp_path / "copy")}, LEAK)
    assert any(
        line.startswith("phone in bangfu.sqlite3") or "phone in" in line for line in found_in(tmp_path / "copy")[0]
    )
    (tmp_path / "left.csv").write_text("任,13807550012", "gb18030")
    assert any("left.csv" in line for line in found_in(tmp_path)[0])
