"""R16: every route sends the shields, nothing changes by GET, no post without a token, no redirect off the site."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from bangfu.apps.people.models import Person
from bangfu.plumbing.audit.models import AuditRecord
from tests.cast import cast, sign_in  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R16")]
SAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}
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


def address_of(pattern):
    """A sample address for a pattern's route, Chinese form."""
    return re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: SAMPLES.get(found.group(1) or "str", "x"), pattern)


def routes(resolver=None, prefix="/"):
    """Every address of the site by its sample, each once."""
    for entry in (resolver or get_resolver()).url_patterns:
        part = getattr(entry.pattern, "_route", None)
        if part is None:
            part = "" if not hasattr(entry.pattern, "_regex") else None
        if part is None:
            continue
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + address_of(part))
        elif isinstance(entry, URLPattern):
            yield prefix + address_of(part)


def unshielded(response, signed_in):
    """Which shields an answer lacks."""
    policy = response.get("Content-Security-Policy", "")
    lacking = [] if "script-src 'self'" in policy else ["csp"]
    lacking += ["unsafe"] if "unsafe-" in policy else []
    lacking += [] if "frame-ancestors 'none'" in policy else ["frame-ancestors"]
    lacking += [] if response.get("X-Content-Type-Options") == "nosniff" else ["nosniff"]
    lacking += [] if response.get("Referrer-Policy") == "same-origin" else ["referrer"]
    if signed_in and "no-store" not in response.get("Cache-Control", ""):
        lacking.append("no-store")
    return lacking


def answers(client):
    """An answer for every route."""
    client.raise_request_exception = False
    return {address: client.get(address) for address in sorted(set(routes()))}


def test_every_route_sends_the_shields_to_strangers_and_to_staff(cast):  # noqa: F811
    found = answers(Client())
    assert len(found) >= 40
    assert {a: lacking for a, answer in found.items() if (lacking := unshielded(answer, False))} == {}
    found = answers(cast["administrator"].client)
    lacking = {
        a: said
        for a, answer in found.items()
        if a not in ("/accounts/logout/",) and (said := unshielded(answer, signed_in=True))
    }
    assert lacking == {}


def test_the_check_finds_one_view_that_is_exempt(cast, settings):  # noqa: F811
    """The planted fault of R16."""

    def bare(request):
        response = HttpResponse("x")
        response._csp_exempt = True
        return response

    resolver = get_resolver()
    resolver.url_patterns.append(path("planted/", bare))
    try:
        assert "csp" in unshielded(answers(Client())["/planted/"], False)
    finally:
        resolver.url_patterns.pop()


def acts() -> int:
    """Acts on the trail; that somebody was turned away is no act of theirs."""
    return AuditRecord.objects.exclude(action="people.meet_refusal").count()


def test_no_route_breaks_and_nothing_changes_by_get(cast):  # noqa: F811
    before = (acts(), Person.objects.count())
    broken = {a: r.status_code for a, r in answers(cast["administrator"].client).items() if r.status_code >= 500}
    assert broken == {}
    assert (acts(), Person.objects.count()) == before


def test_no_page_holds_inline_script_or_style(cast):  # noqa: F811
    for role in ("public", "administrator"):
        for address, answer in answers(cast[role].client).items():
            if "text/html" not in answer.get("Content-Type", "") or address.startswith("/api/"):
                continue
            page = answer.content.decode()
            for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S):
                assert not body.strip() or "application/json" in attributes, address
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page), address


def test_no_post_without_a_token_is_taken(cast):  # noqa: F811
    client = sign_in(Client(enforce_csrf_checks=True, raise_request_exception=False), cast["administrator"].person)
    taken = {}
    before = AuditRecord.objects.count()
    for address in sorted(set(routes())):
        if address.startswith("/api/"):
            continue  # programs carry a token of their own and no cookie counts there
        answer = client.post(address, {"name": "x", "login": "x"})
        if answer.status_code not in (403, 404, 405):
            taken[address] = answer.status_code
    assert taken == {} and AuditRecord.objects.count() == before


def test_a_post_without_a_token_is_explained(cast):  # noqa: F811
    client = sign_in(Client(enforce_csrf_checks=True), cast["village"].person)
    answer = client.post("/my/messages/read/")
    assert answer.status_code == 403 and "页面已过期" in answer.content.decode()


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


def test_a_redirect_inside_the_site_is_followed(cast):  # noqa: F811
    assert Client().post("/mode/", {"next": "/needs/"})["Location"] == "/needs/"
