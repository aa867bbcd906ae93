"""One need pushed to 10,000 people: from the search for whom it suits to the last row, against a bare insert of the same rows.

The site is the small example with one of its organisations copied 10,000 times, each copy with one person. The yardstick writes
as many rows of the same texts into tables without keys, in one transaction of the same database.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, FEW, SECONDS_MAX = 10_000, 200, 30


def measure() -> list[dict[str, object]]:
    """One row: seconds, ratio to the bare insert, and questions to the database for few and for many."""
    with tempfile.TemporaryDirectory() as folder:
        site = f"{folder}/site"
        environment = os.environ | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "BANGFU_DATA_DIR": site,
            "BANGFU_MAIL_URL": "smtp://127.0.0.1:9",
            "DJANGO_SETTINGS_MODULE": "bangfu.config.settings",
        }
        demo = "import sys; from bangfu.cli import main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", demo, "demo", "--no-serve", "--data", site]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        names = {"BANGFU_SECRET_KEY": "secret.key", "BANGFU_FIELD_KEYS": "field.keys"}
        keys = {name: (Path(site) / file).read_text("utf-8") for name, file in names.items()}
        inside = "import django; django.setup(); from bench.push import inside; inside()"
        done = subprocess.run(
            [sys.executable, "-c", inside], env=environment | keys, cwd=ROOT, check=True, capture_output=True, text=True
        )
        return [json.loads(done.stdout.splitlines()[-1])]


def inside() -> None:
    """Measured in the site's own process; prints one JSON object last."""
    few, many = _crowd(FEW, "few"), _crowd(PEOPLE, "many")
    first = _pushed(few)
    found = _pushed(many)
    bare = _bare(found["push"])
    row = {
        "people": found["reached"],
        "seconds": round(found["seconds"], 1),
        "of them finding": round(found["finding"], 1),
        "processor_s": round(found["processor"], 1),
        "bare_insert_s": round(bare, 2),
        "ratio": round(found["seconds"] / bare, 1),
        f"questions for {first['reached']}": first["questions"],
        "questions": found["questions"],
        "goal": f"≤ {SECONDS_MAX} s",
    }
    print(json.dumps(row, ensure_ascii=False))


def _crowd(count: int, name: str) -> str:
    """Copies of an eligible organisation, each with a person; answers the district code that only they have."""
    from bangfu.apps.organisations.api import eligible
    from bangfu.apps.organisations.models import Capacity, Organisation
    from bangfu.apps.people.models import Person, RoleGrant
    from bangfu.apps.regions.models import Region
    from bangfu.plumbing.clock import today
    from bangfu.values import CreditCode, Quarter

    quarter = Quarter.of(today()).text
    model = eligible().filter(capacities__quarter=quarter).first()
    region = Region.objects.get(code={"few": "440104000000", "many": "440105000000"}[name])
    serials = range({"few": 800_000, "many": 820_000}[name], {"few": 800_000, "many": 820_000}[name] + count)
    fields = [each for each in Organisation._meta.concrete_fields if not each.primary_key]
    copies = []
    for serial in serials:
        values = {each.attname: getattr(model, each.attname) for each in fields}
        values |= {
            "number": f"O-{serial}",
            "credit_code": CreditCode.example("51", serial).code,
            "name": f"第{serial}号果树协会",
        }
        copies.append(Organisation(**values | {"region_id": region.pk}))
    Organisation.objects.bulk_create(copies, 2_000)
    Capacity.objects.bulk_create([Capacity(organisation=one, quarter=quarter, slots=3) for one in copies], 2_000)
    theme = model.themes.model
    theme.objects.bulk_create([theme(organisation=one, theme="fruit_industry") for one in copies], 2_000)
    # they serve the whole province: the rule about service regions would keep all of them out
    province = Region.objects.get(code="440000000000")
    serves = Organisation.service_regions.through
    serves.objects.bulk_create([serves(organisation=one, region=province) for one in copies], 2_000)
    people = [Person(login=f"crowd{serial}", name="某", email=f"c{serial}@example.org") for serial in serials]
    Person.objects.bulk_create(people, 2_000)
    grants = zip(people, copies, strict=True)
    RoleGrant.objects.bulk_create(
        [
            RoleGrant(person=p, role="staff", scope_kind="organisation", scope_id=o.number, from_day=today())
            for p, o in grants
        ],
        2_000,
    )
    return region.code[:6]


def _pushed(district: str) -> dict:
    """One push to everybody of a district, carried out as the worker does."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bangfu.apps.needs.models import Need
    from bangfu.apps.push import actions, queries, tasks
    from bangfu.apps.push.models import Push
    from bangfu.plumbing.access import Actor
    from bangfu.plumbing.clock import now
    from bangfu.plumbing.runs.models import Run

    need = Need.objects.filter(state="published", theme="fruit_industry").order_by("number").first()
    push = Push.objects.create(
        direction="need", need=need.number, title="请看一条需求", top=20_000, districts=[district], office="44",
        created_by="a", agreed_by="b", created_at=now(), state="sending",
    )  # fmt: skip
    run = Run.objects.create(
        kind="push.send", title="x", person="a", created_at=now(), state="running", started_at=now()
    )
    with CaptureQueriesContext(connection) as asked:
        began, worked = time.perf_counter(), time.process_time()
        audience = tasks.patiently(lambda: queries.audience_of(push))
        found = time.perf_counter()
        actions.finish_push(by=Actor(person="a", kind="system"), push=push.pk, run=run.pk, audience=audience)
        ended, worked = time.perf_counter(), time.process_time() - worked
    reached = len(audience.reached)
    questions = len(asked)
    told = {"seconds": ended - began, "finding": found - began, "processor": worked, "questions": questions}
    return {"push": push, "reached": reached} | told


def _bare(push) -> float:
    """Seconds of writing as many rows of the same texts, and nothing else."""
    from django.db import connection, transaction

    from bangfu.apps.notices.models import Dispatch, Message
    from bangfu.apps.push.models import Addressee

    push.refresh_from_db()
    sources = (
        Message.objects.filter(notice=push.notice),
        Dispatch.objects.filter(message__notice=push.notice),
        Addressee.objects.filter(push=push),
    )
    rows = [list(source.values_list()) for source in sources]
    with connection.cursor() as cursor:
        for place, lines in enumerate(rows):
            columns = ", ".join(f"c{n}" for n in range(len(lines[0])))
            cursor.execute(f"CREATE TEMP TABLE bare{place} ({columns})")
        began = time.perf_counter()
        with transaction.atomic():
            for place, lines in enumerate(rows):
                marks = ", ".join(["%s"] * len(lines[0]))
                cursor.executemany(f"INSERT INTO bare{place} VALUES ({marks})", lines)
        return time.perf_counter() - began
