"""R10: what is odd, too big or hostile gets a sentence, never a server error, from every address of the site."""

import zipfile
from collections import Counter
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bangfu.apps.needs.models import Need
from tests.plumbing.test_sheets_promises import BOMBS
from tests.routing import rows
from tests.samples import World

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R10")]
STRINGS = (
    "\0", "a\0b", "\ufffe", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "\u202e反", "\u200b", "\ufeff", "𠮷野家", "阿·买提", "😀" * 200,
    "'", "''; DROP TABLE needs_need; --", "' OR 1=1 --", "%", "_", "\\", "%s%s%n", "{0}", "${7*7}", "{{7*7}}", "../../etc/passwd", "..\\..\\", "/" * 3000,
    "__class__", "id__in", "_connector", "pk", "null", "None", "undefined", "NaN", "true", "[]", "{}", "[" * 500, "a" * 5000, "长" * 3000,
    "\r\n", "\t", " ", "()", "*", "?", "(?=", "(a+)+$", "\"", "\u0301" * 300, "ﷺ" * 50, "%00", "%ff%fe", "<xml/>", "=1+1", "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
)  # fmt: skip
AMOUNTS = (
    "0", "-0", "-1", "1e9", "1e999", "-1e999", "Infinity", "-Infinity", "NaN", "0x10", "1_000", "１２", "十二", "1.5", "0.001", "1,000", "1，000", "٣", "²", "½",
    "9" * 19, "9" * 40, "9" * 5000, "-" + "9" * 30, "2147483648", "9223372036854775808", "+5", "--5", "5-", " 5 ", "5\0", "$5", "5元", "1/0", "0b1", "1e-9", "",
)  # fmt: skip
DATES = (
    "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-1-01-01", "2026-13-01", "2026-02-30", "2026-2-3", "2026/02/03", "20260203",
    "2026-02-03T25:00", "2026-02-03T00:00+99:00", "today", "45000", "9" * 30, "二〇二六年", "2026-W05", "1e10", "2023-02-29",
)  # fmt: skip
HOSTILE = STRINGS + AMOUNTS + DATES
PARAMETERS = [
    "q",
    "page",
    "cursor",
    "limit",
    "region",
    "help",
    "theme",
    "nature",
    "resource",
    "urgency",
    "due",
    "order",
    "state",
    "kind",
    "field",
    "grade",
    "sort",
    "has",
    "free",
    "hub",
    "charity",
    "fundraising",
    "capability",
    "role",
    "within",
    "late",
    "unread",
    "from",
    "to",
    "text",
    "past",
    "place",
    "next",
    "view",
    "who",
    "subject",
    "section",
    "act",
    "key",
]
FIELDS = [
    "key",
    "version",
    "title",
    "words",
    "description",
    "place",
    "theme",
    "other_themes",
    "nature",
    "groups",
    "beneficiaries",
    "urgency",
    "priority",
    "min_partners",
    "max_partners",
    "claim_by",
    "needed_by",
    "cost",
    "source",
    "accepted_by",
    "lines-TOTAL_FORMS",
    "lines-INITIAL_FORMS",
    "lines-0-item",
    "lines-0-quantity",
    "lines-0-unit",
    "confirmed",
    "reason",
    "decision",
    "number",
    "status",
    "since",
    "quarter",
    "slots",
    "person",
    "name",
    "login",
    "role",
    "scope_id",
    "from_day",
    "to_day",
    "due_at",
    "owner",
    "detail",
    "outcome",
    "value",
    "unit",
    "as_of",
    "withdraw",
    "credit_code",
    "kind",
    "region_id",
    "website",
    "lon",
    "lat",
    "founded_on",
    "body",
    "duty",
    "office_line",
    "valid_from",
    "valid_to",
    "counts",
    "remove",
    "cell:x:y:z",
    "days",
    "scope",
    "session",
    "next",
    "caption",
]


def broken_gets(world: World, *, start_with: str = "", step: int = 22) -> tuple[list[str], int]:
    """Addresses that answer 5xx to hostile questions, with every value put to every list; and how many were asked."""
    found, count = [], 0
    lists = [row for row in rows() if "GET" in row.methods and not row.on and row.name != "account_logout"]
    lists = [row for row in lists if row.name.startswith(start_with)]
    client = world.cast["bureau"].client
    client.raise_request_exception = False
    for turn, row in enumerate(lists):
        for start in range(0, len(HOSTILE), step):
            values = {name: HOSTILE[(start + turn + n) % len(HOSTILE)] for n, name in enumerate(PARAMETERS)}
            with transaction.atomic():
                answer = client.get(reverse(row.name), values)
                transaction.set_rollback(True)
            count += 1
            if answer.status_code >= 500:
                found.append(f"{row.name} {start}")
    return found, count


def broken_posts(world: World, role: str = "bureau", *, step: int = 37) -> tuple[list[str], int]:
    """Forms that answer 5xx to hostile fields."""
    found, count = [], 0
    client = world.cast[role].client
    client.raise_request_exception = False
    cookies = dict(client.cookies.items())
    for turn, row in enumerate(row for row in rows() if "POST" in row.methods and row.name != "account_logout"):
        args = world.samples[row.on][0].args if row.on else ()
        for start in range(0, len(HOSTILE), step):
            values = {name: HOSTILE[(start + turn + 3 * n) % len(HOSTILE)] for n, name in enumerate(FIELDS)}
            more = {"content_type": "application/json", "headers": program(world, role)} if "api:" in row.name else {}
            with transaction.atomic():
                answer = client.post(reverse(row.name, args=args), values, **more)
                transaction.set_rollback(True)
            client.cookies.update(cookies)
            count += 1
            if answer.status_code >= 500:
                found.append(f"{row.name} {start}")
    return found, count


def program(world: World, role: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.secrets[role]}", "Idempotency-Key": "r10"}


def named(found: list[str]) -> Counter:
    return Counter(line.split()[0] for line in found)


def test_no_question_breaks_a_page(world):
    found, count = broken_gets(world)
    print(f"R10 values {len(HOSTILE)} questions {count} broken {len(found)}")
    assert count > 250 and named(found) == {}


def test_no_form_breaks(world):
    found, count = broken_posts(world)
    print(f"R10 values {len(HOSTILE)} forms {count} broken {len(found)}")
    assert count > 200 and named(found) == {}


@pytest.mark.deep
def test_no_value_breaks_any_parameter_of_any_page_or_form(world):
    questions, asked = broken_gets(world, step=1)
    forms, sent = broken_posts(world, step=1)
    print(f"R10 values {len(HOSTILE)} requests {asked + sent} broken {len(questions) + len(forms)}")
    assert named(questions + forms) == {}


def test_no_name_in_an_address_breaks(world):
    """Hostile names in the place of a number, an id or a code."""
    found, count, client = [], 0, world.cast["administrator"].client
    client.raise_request_exception = False
    for row in rows():
        if not row.on or "GET" not in row.methods:
            continue
        sample = world.samples[row.on][0].args
        for text in ("x" * 3000, "0", "9" * 40, "-1", "%00", "𠮷", "a'b", "%2e%2e", "N-26-000001-X"):
            real = reverse(row.name, args=sample)
            answer = client.get(real.replace(str(sample[0]), text, 1))
            count += 1
            found += [f"{row.name} {text[:20]}"] if answer.status_code >= 500 else []
    print(f"R10 names {count} broken {len(found)}")
    assert found == []


def test_the_check_finds_a_page_that_trusts_its_parameter(world, monkeypatch):
    """The planted fault: a page number that is taken as it comes."""
    monkeypatch.setattr("bangfu.apps.needs.views._page", lambda request: int(request.GET.get("page", "1")))
    found, _ = broken_gets(world, start_with="needs:")
    assert "needs:list-json" in named(found)


def bomb_picture() -> bytes:
    """A PNG header that claims 50,000 × 50,000 pixels."""
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    return head + b"\0" * 200


def polyglots() -> dict[str, bytes]:
    box = BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"\0" * 30_000_000)
    return {
        "picture bomb": bomb_picture(),
        "zip bomb": box.getvalue(),
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
        "html": b"<!doctype html><script>x()</script>",
        "cut jpeg": b"\xff\xd8\xff\xe0" + b"\0" * 50,
        "gif": b"GIF89a" + b"\xff" * 40,
        "empty": b"",
        "elf": b"\x7fELF" + b"\0" * 64,
    }


def test_no_bomb_breaks_an_upload_and_nothing_is_kept(world):
    client = world.cast["bureau"].client
    client.raise_request_exception = False
    need = Need.objects.get(number=world.samples["draft_need"][0].args[0])
    tried, names = 0, ("../../x.xlsx", "名录.xlsx\0.exe", "a" * 300 + ".csv", "con", "x.xlsx;y", "\u202excod.csv")
    for number, data in enumerate([*(data for data, _codes in BOMBS.values()), *polyglots().values()]):
        name = names[number % len(names)]
        upload = {"file": SimpleUploadedFile(name, data), "kind": "organisations"}
        sheet = client.post(reverse("imports:upload"), upload, follow=True)
        photo = client.post(reverse("needs:attach", args=[need.number]), {"file": SimpleUploadedFile(name, data)})
        tried += 2
        assert sheet.status_code < 500 and photo.status_code in (409, 413, 422), (number, name, photo.status_code)
    print(f"R10 bombs and false files {tried} broken 0")
    assert Client().get("/healthz").status_code == 200
