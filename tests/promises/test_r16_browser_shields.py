"""R16: every route sends the shields, nothing changes by GET, no post without a token, no redirect off the site."""

import re

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse

from bangfu.apps.people.models import Person
from bangfu.plumbing.audit.models import AuditRecord
from tests.cast import sign_in
from tests.routing import rows
from tests.samples import World

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R16")]
ESCAPES = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example\\",
    "https:evil.example",
    "https:/evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://evil.example/",
    "https://testserver@evil.example/",
    "http://testserver.evil.example/",
)


def places(world: World) -> list[str]:
    """Every address of the site by its name: those with arguments with a real record of each kind that they are about."""
    found = []
    for row in rows():
        kinds = world.samples[row.on] if row.on else [None]
        found += [reverse(row.name, args=sample.args if sample else ()) for sample in kinds[:1]]
    return sorted(set(found))


def unshielded(response, signed_in):
    """Which shields an answer lacks."""
    policy = response.get("Content-Security-Policy", "")
    in_sandbox = "default-src 'none'" in policy and "sandbox" in policy  # how files of users are served
    lacking = [] if in_sandbox or "script-src 'self'" in policy else ["csp"]
    lacking += ["unsafe"] if "unsafe-" in policy else []
    lacking += [] if "frame-ancestors 'none'" in policy else ["frame-ancestors"]
    lacking += [] if response.get("X-Content-Type-Options") == "nosniff" else ["nosniff"]
    lacking += [] if response.get("Referrer-Policy") == "same-origin" else ["referrer"]
    if signed_in and "no-store" not in response.get("Cache-Control", ""):
        lacking.append("no-store")
    return lacking


def answers(world: World, role: str, method: str = "GET", more: tuple[str, ...] = ()) -> dict:
    """What somebody is answered everywhere; whatever a request did is taken back."""
    client, found = world.cast[role].client, {}
    client.raise_request_exception = False
    cookies = {name: each.value for name, each in client.cookies.items()}
    for address in [*places(world), *more]:
        if address == "/accounts/logout/":
            continue
        with transaction.atomic():
            found[address] = client.generic(method, address)
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.load(cookies)
    return found


def lacking_shields(found: dict, *, signed_in: bool) -> dict[str, list[str]]:
    """Addresses whose answers lack shields, with which."""
    return {address: said for address, answer in found.items() if (said := unshielded(answer, signed_in))}


def with_inline_parts(found: dict) -> list[str]:
    """Pages that hold a script, a style or a handler in their text."""
    bad = []
    for address, answer in found.items():
        if "text/html" not in answer.get("Content-Type", "") or address.startswith("/api/"):
            continue
        page = answer.content.decode()
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S)
        live = any(body.strip() and "application/json" not in attributes for attributes, body in scripts)
        if live or re.search(r"<style|\sstyle=|\son[a-z]+=", page):
            bad.append(address)
    return bad


@pytest.mark.parametrize("role", ["public", "bureau", "administrator"])
def test_every_route_sends_the_shields_with_a_real_record(world, role):
    found = answers(world, role)
    shown = sum(answer.status_code == 200 for answer in found.values())
    lacking = lacking_shields(found, signed_in=role != "public")
    print(f"R16 addresses {len(found)} as {role}, of them shown {shown}, without a shield {len(lacking)}")
    assert len(found) >= 100 and shown >= 30 and lacking == {} and with_inline_parts(found) == []


def test_errors_and_refusals_of_posts_carry_the_shields_too(world):
    found = answers(world, "bureau", "POST", ("/no/such/page/", "/needs/N-26-000000-X/", "/en/no/such/page/"))
    assert lacking_shields(found, signed_in=True) == {}
    assert {answer.status_code for answer in found.values()} >= {403, 404, 405}


def test_a_try_that_is_turned_away_at_the_gate_carries_the_shields(world, monkeypatch):
    monkeypatch.setattr("bangfu.web.signin.gate.TRIES_PER_ADDRESS", 0)
    for address in ("/accounts/login/", "/en/accounts/login/"):
        answer = Client().post(address, {"login": "x", "password": "y"})
        assert answer.status_code == 429 and answer["Retry-After"] and unshielded(answer, True) == []


def test_the_check_finds_one_view_that_is_exempt(world):
    """The planted fault of R16."""

    def bare(request):
        response = HttpResponse("x")
        response._csp_exempt = True
        return response

    resolver = get_resolver()
    resolver.url_patterns.append(path("planted/", bare))
    try:
        found = answers(world, "public", more=("/planted/",))
    finally:
        resolver.url_patterns.pop()
    assert "csp" in lacking_shields(found, signed_in=False)["/planted/"]


KEPT_OF_A_REFUSAL = ("people.meet_refusal", "payments.keep_doubt")
"""What is written down of a request that was refused: the refusal itself, a forged payment notice for somebody to look at."""


def taken_without_token(world: World, role: str) -> tuple[list[str], int]:
    """Addresses that take a cross-site post, as a browser sends it with the person's cookie; and how many were tried."""
    member, found, count = world.cast[role], [], 0
    client = Client(enforce_csrf_checks=True, raise_request_exception=False, HTTP_ORIGIN="https://evil.example")
    client.cookies.load({name: each.value for name, each in member.client.cookies.items() if name == "sessionid"})
    assert client.get("/my/").status_code == 200, "the person must be signed in here"
    for row in rows():
        if "POST" not in row.methods:
            continue
        args = world.samples[row.on][0].args if row.on else ()
        forms = [{"data": {"name": "x"}}, {"data": '{"name": "x"}', "content_type": "text/plain"}]
        for form in forms:
            before = AuditRecord.objects.exclude(action__in=KEPT_OF_A_REFUSAL).count()
            with transaction.atomic():
                answer = client.post(reverse(row.name, args=args), **form)
                acted = AuditRecord.objects.exclude(action__in=KEPT_OF_A_REFUSAL).count() != before
                transaction.set_rollback(True)
            count += 1
            # No cookie counts for programs: what a browser sends them is a stranger's, and lacks its key or its form.
            refusals = (
                (400, 401, 403, 404, 405, 415, 422)
                if row.name.startswith("api:") or row.name == "giving:notify"
                else (403, 404, 405)
            )
            if acted or answer.status_code not in refusals:
                found.append(f"{row.name}: {answer.status_code}")
    return found, count


@pytest.mark.parametrize("role", ["bureau", "village"])
def test_no_cross_site_post_without_a_token_is_taken_anywhere(world, role):
    found, count = taken_without_token(world, role)
    print(f"R16 posts without a token {count} as {role}, taken {len(found)}")
    assert count > 80 and found == []


def test_the_check_finds_a_form_that_asks_for_no_token(world, monkeypatch):
    """The planted fault: the middleware that asks for the token is asleep."""
    monkeypatch.setattr("django.middleware.csrf.CsrfViewMiddleware.process_view", lambda *_: None)
    assert len(taken_without_token(world, "bureau")[0]) > 10


def test_a_post_without_a_token_is_explained(world):
    client = sign_in(Client(enforce_csrf_checks=True), world.cast["village"].person)
    answer = client.post("/my/messages/read/")
    assert answer.status_code == 403 and "页面已过期" in answer.content.decode()


def followed(world: World, target: str, role: str) -> list[str]:
    """Addresses that send a reader to ``target`` when it stands in any of the parameters that name a way back."""
    client, found = world.cast[role].client, []
    client.raise_request_exception = False
    names = ("next", "back", "return", "url", "to", "from")
    for row in rows():
        if row.name == "account_logout":
            continue
        args = world.samples[row.on][0].args if row.on else ()
        address = reverse(row.name, args=args)
        for method in row.methods:
            with transaction.atomic():
                send = client.get if method == "GET" else client.post
                answer = send(address, dict.fromkeys(names, target))
                transaction.set_rollback(True)
            where = answer.headers.get("Location", "")
            if where and not re.fullmatch(r"/([^/\\].*)?|\?.*", where):
                found.append(f"{method} {row.name}: {where[:80]}")
    return found


@pytest.mark.parametrize("target", ESCAPES[::4])
def test_no_address_sends_a_reader_off_the_site(world, target):
    assert followed(world, target, "village") == []


@pytest.mark.deep
@pytest.mark.parametrize("role", ["public", "bureau"])
def test_no_address_sends_anybody_off_the_site_by_any_string(world, role):
    for target in ESCAPES:
        assert followed(world, target, role) == []


@pytest.mark.parametrize("target", ESCAPES)
def test_no_next_leads_off_the_site(target, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Person.objects.create_person(login="li", name="李", password="nine-green-hills")
    client = Client()
    signed_in = client.post("/accounts/login/", {"login": "li", "password": "nine-green-hills", "next": target})
    mode = client.post("/mode/", {"next": target})
    signed_out = client.post("/accounts/logout/", {"next": target})
    for answer in (signed_in, mode, signed_out):
        assert answer.status_code == 302
        assert re.fullmatch(r"/([^/\\].*)?", answer["Location"]), answer["Location"]


def test_a_redirect_inside_the_site_is_followed(world):
    assert Client().post("/mode/", {"next": "/needs/"})["Location"] == "/needs/"
