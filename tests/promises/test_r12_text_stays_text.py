"""R12: markup stays inert on every page that shows text, and no export carries a live formula."""

import csv
import html
import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bangfu.apps.followups.actions import ActionPoint, assign_followup
from bangfu.apps.needs.rules import Line
from bangfu.apps.notices.actions import Words, send_notice
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.people.models import Person
from bangfu.apps.regions.actions import state_fact
from bangfu.apps.regions.models import Region
from bangfu.plumbing.access import SYSTEM_ACTOR, Scope
from bangfu.plumbing.clock import now, today
from tests.cast import VILLAGE
from tests.plumbing.test_sheets_promises import PAYLOADS
from tests.routing import rows
from tests.samples import World, make_need, make_organisation, need_values, needs

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R12")]
MARKUP = (
    "<script>zz1()</script>",
    "<img src=x onerror=zz2()>",
    "</title><svg onload=zz3()>",
    '" autofocus onfocus=zz4() x="',
    "' onmouseover='zz5()",
    "</script><script>zz6()</script>",
    "<iframe srcdoc=zz7>",
    "{{ zz8 }}{% now 'Y' %}",
    "<a href=javascript:zz9()>字</a>",
    "<style>*{color:zz10}</style>",
    "<math><mi xlink:href=zz11>",
    "]]><b>zz12</b>",
    "<!--zz13-->",
    "&lt;script&gt;zz14()",
    "\u202e<b>zz15</b>",
    "<form action=//evil.example><b>zz16",
)


def live(page: str) -> list[str]:
    """Which markup stands in a page as markup: unescaped, in an attribute it broke out of, or run by a template."""
    found = [text for text in MARKUP if "<" in text and re.search(re.escape(text.lstrip("\u202e")), page)]
    found += [text for text in MARKUP[3:5] if text in page]
    return found + [
        word
        for word in ('href="javascript:', "&lt;script&gt;zz14()" if "&amp;lt;script" not in page else "\0")
        if word in page
    ]


def fill(world: World, text: str) -> None:
    """One text in every text field of everything that pages show."""
    short = text[:40]
    people = {role: member.actor for role, member in world.cast.items()}
    changes = {
        "title": f"缺{short}"[:60],
        "words": text,
        "description": text,
        "accepted_by": text,
        "on_behalf_of": short,
    }
    for state in ("draft", "submitted", "published"):
        make_need(VILLAGE, state, people, **changes)
    value = need_values(VILLAGE, **changes)
    needs.draft_need(by=people["village"], values=value, lines=[Line(text[:30], 2, text[:8] or "台", True, "", text)])
    make_organisation(7700 + MARKUP.index(text), name=f"社{text}"[:60], summary=text, address=text, registrar=text[:50])
    state_fact(
        by=SYSTEM_ACTOR,
        region=Region.objects.get(code=VILLAGE),
        name=f"户数{short}"[:40],
        value=short,
        unit=text[:10],
        source=text,
        as_of=today(),
    )
    village = str(world.cast["village"].person.pk)
    send_notice(by=SYSTEM_ACTOR, words=Words("must_know", short, text), audience=[village])
    point = ActionPoint(short, village, now() + timedelta(days=3), Scope(region=VILLAGE), text)
    assign_followup(by=people["bureau"], point=point)
    Person.objects.filter(login="nobody").update(name=short)


def seen_by(world: World, role: str):
    """Every page that somebody can read: lists and each kind of sample."""
    client = world.cast[role].client
    client.raise_request_exception = False
    for row in rows():
        if "GET" in row.methods and row.name != "account_logout":
            for args in [()] if not row.on else [sample.args for sample in world.samples.get(row.on, [])[:1]]:
                with transaction.atomic():
                    yield reverse(row.name, args=args), client.get(reverse(row.name, args=args))
                    transaction.set_rollback(True)


def pages_with(world: World, role: str) -> tuple[dict[str, list[str]], int]:
    """Pages where markup lives; and how many pages showed any of the texts at all."""
    found, showing = {}, 0
    for address, answer in seen_by(world, role):
        if "text/html" not in answer.get("Content-Type", ""):
            continue
        page = answer.content.decode()
        showing += "zz" in page
        if alive := live(page):
            found[address] = alive
    return found, showing


def show_in_samples(world: World, text: str) -> None:
    """Put the text into the samples as well, whose own pages are read."""
    number = world.samples["organisation"][0].args[0]
    Organisation.objects.filter(number=number).update(summary=text, address=text, website=f"https://x.cn/{text}"[:200])
    for kind in ("published_need", "submitted_need", "draft_need"):
        one = needs.Need.objects.filter(number=world.samples[kind][0].args[0])
        one.update(words=text, description=text, accepted_by=text[:120])
        one.get().lines.update(item=text[:60], note=text[:100])


def test_markup_is_inert_on_every_page_that_shows_it(world):
    text = "".join(MARKUP)
    for each in MARKUP:
        fill(world, each)
    show_in_samples(world, text)
    counts = {}
    for role in ("public", "bureau", "village"):
        found, counts[role] = pages_with(world, role)
        assert found == {}, role
    print(f"R12 markup strings {len(MARKUP)} pages that show them {counts} live 0")
    assert counts["public"] >= 5 and counts["bureau"] >= 10


def test_the_check_finds_a_page_that_does_not_escape(world, monkeypatch):
    """The planted fault: templates stop escaping."""
    fill(world, MARKUP[0])
    show_in_samples(world, MARKUP[0])
    monkeypatch.setattr("django.template.base.render_value_in_context", lambda value, context: str(value))
    found, _ = pages_with(world, "public")
    assert found


EXPORTS = ("needs:list-csv", "needs:list-xlsx", "organisations:list-csv", "organisations:list-xlsx")
LIVE = tuple("=+-@\t\r\n＝＋－＠")


def cells_of(answer) -> tuple[list[str], int]:
    """The texts of an export, and the number of formulas in it."""
    if "csv" in answer["Content-Type"]:
        return [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row], 0
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    formulas = sum(len(re.findall(r"<f[ >]", part)) for name, part in parts.items() if "worksheets" in name)
    texts = re.findall(r"<t[^>]*>(.*?)</t>", "".join(parts.values()), re.S)
    return [html.unescape(text) for text in texts], formulas


def live_cells(world: World) -> tuple[list[str], int]:
    """Cells of the public exports that a spreadsheet would run; and how many cells were read."""
    found, count = [], 0
    for name in EXPORTS:
        answer = Client().get(reverse(name))
        texts, formulas = cells_of(answer)
        count += len(texts)
        found += [f"{name}: {formulas} formulas"] if formulas else []
        if "csv" in name:
            number = re.compile(r"[-+]?[0-9.]+")
            found += [f"{name}: {text!r}" for text in texts if text.startswith(LIVE) and not number.fullmatch(text)]
    return found, count


def fill_formulas(world: World) -> None:
    people = {role: member.actor for role, member in world.cast.items()}
    for number, payload in enumerate(PAYLOADS):
        need = make_need(VILLAGE, "published", people)
        needs.Need.objects.filter(pk=need.pk).update(title=payload[:60], words=payload, description=payload)
        need.lines.update(item=payload[:60], unit=payload[:10])
        one = make_organisation(2000 + number)
        Organisation.objects.filter(pk=one.pk).update(name=f"{payload}{number}"[:100], summary=payload)


def test_no_export_carries_a_live_formula(world):
    fill_formulas(world)
    found, count = live_cells(world)
    print(f"R12 formula payloads {len(PAYLOADS)} exports {len(EXPORTS)} cells {count} live {len(found)}")
    assert count > 1000 and found == []


def test_the_check_finds_an_export_without_its_guard(world, monkeypatch):
    """The planted fault: a guard that lets a leading tab through."""
    fill_formulas(world)
    monkeypatch.setattr("bangfu.plumbing.sheets.writing.guarded", lambda text: text)
    found, _ = live_cells(world)
    assert any("\\t" in line for line in found)


BREAKS = ("a\r\nSet-Cookie: zz=1", "a\nX-Zz: 1", "a%0d%0aX-Zz:%201", "a\u2028X-Zz: 1", "a\u560d\u560aX-Zz: 1")


def test_line_breaks_reach_no_header_and_no_mail(world):
    tried = 0
    for text in BREAKS:
        for row in rows():
            if row.is_public and not row.on and "GET" in row.methods:
                answer = Client(raise_request_exception=False).get(
                    reverse(row.name), {"q": text, "next": text, "from": text}
                )
                tried += 1
                assert answer.status_code < 500 and not answer.has_header("X-Zz") and "zz" not in answer.cookies
        notice = Words("must_know", text[:80], text)
        send_notice(by=SYSTEM_ACTOR, words=notice, audience=[str(world.cast["village"].person.pk)])
    assert tried > 50 and all("\n" not in message.subject for message in mail.outbox)
