"""R5: every address stands in one table; what the table says of every person and object is what the site answers."""

import logging
import time
from collections import Counter
from dataclasses import dataclass

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.urls import reverse

from bangfu.apps.people.models import Person
from bangfu.plumbing.access import PERMISSIONS, ROLES, Route
from bangfu.plumbing.clock import now
from tests import cast as fixed
from tests.routing import Address, addresses, rows, tables
from tests.samples import Sample, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R5"), pytest.mark.both_engines]
NOBODYS = ("public", "nobody")
# What a request may write though it was refused: the session's own clock.
UNCOUNTED = ("people_session",)
# Recovery codes are shown once: reading them marks them as read, in the session of their own person only.
SHOWN_ONCE = ("mfa_view_recovery_codes", "mfa_download_recovery_codes")
ALLAUTH_AT = "account_authentication_methods"


# --- the tables against the resolver -----------------------------------------------------------------------------------


def unlisted(found: list[Address], listed: list[Route]) -> list[str]:
    """Addresses without a row, rows without an address, rows said twice, addresses of one name."""
    names, kinds = [each.name for each in found], Counter((row.name, row.on) for row in listed)
    problems = [f"no table lists {name}" for name in sorted(set(names) - {row.name for row in listed})]
    problems += [f"no address is called {name}" for name in sorted({row.name for row in listed} - set(names))]
    problems += [f"{name} on {on or 'nothing'} is listed twice" for (name, on), count in kinds.items() if count > 1]
    return problems + [f"{count} addresses are called {name}" for name, count in Counter(names).items() if count > 1]


def test_every_address_stands_in_exactly_one_table():
    found, listed = addresses(), rows()
    print(f"R5 addresses {len(found)} rows {len(listed)} in {len(tables())} tables")
    assert len(found) > 100 and unlisted(found, listed) == []
    unknown = {p for row in listed for p in (row.needs, row.sees) if p} - set(PERMISSIONS)
    assert not unknown, f"rows ask for permissions that there are not: {unknown}"


def test_the_check_finds_an_unlisted_address():
    """The planted fault: a page that no table names."""
    found = [*addresses(), Address("needs:everything", "needs/everything/")]
    assert unlisted(found, rows()) == ["no table lists needs:everything"]


# --- what the table means, said again without the product's own code ---------------------------------------------------


def reaches(role: str, permission: str, sample: Sample, *, anywhere: bool, scopes: dict[str, str]) -> bool:
    """Whether somebody with ``role`` in the cast's scope holds ``permission`` where the sample lies."""
    if role in NOBODYS or permission not in ROLES[role].permissions:
        return False
    kind = ROLES[role].scope_kind
    if anywhere or kind == "all":
        return True
    lies = sample.region if kind == "region" else sample.organisation if kind == "organisation" else ""
    scope = scopes[role]
    return lies.startswith(scope) if kind == "region" and lies else bool(lies) and lies == scope


def expected(row: Route, role: str, sample: Sample, scopes: dict[str, str]) -> str:
    """``open``, ``sign-in``, ``denied`` or ``hidden``, from the table alone."""
    signed_in, owns = role != "public", bool(sample.owner) and role == sample.owner
    holds = row.needs and reaches(role, row.needs, sample, anywhere=row.anywhere, scopes=scopes)
    if row.is_public or holds or (row.own and owns) or (row.signed_in and not row.needs and signed_in):
        return "open"
    if not row.hides:
        return "denied" if signed_in else "sign-in"
    sees = row.sees and reaches(role, row.sees, sample, anywhere=row.anywhere, scopes=scopes)
    if sample.is_public or sees or (owns and signed_in):
        return "denied" if signed_in else "sign-in"
    return "hidden"


def said(answer, row: Route) -> str:
    """What an answer amounts to, in the same four words; anything else is named."""
    status, where = answer.status_code, answer.headers.get("Location", "")
    if status >= 500:
        return f"broken {status}"
    if status == 404:
        return "hidden"
    if status == 302 and where.startswith("/accounts/login/") and not row.is_public:
        return "sign-in"
    if status == 403:
        return "denied"
    if status == 409:
        return "refused"
    if status == 405:
        return "no such method"
    return "open"


def agrees(answer_word: str, wanted: str, row: Route, *, public: bool) -> bool:
    """Whether an answer's word is what the table wants.

    Strangers may be sent to sign in or be refused at once, whether or not there is such an object. A rule that refuses
    what was sent (409) proves the right to send it, but for what is one's own alone, where the rule is the right.
    """
    if public and wanted != "open" and answer_word in ("sign-in", "denied"):
        return True
    if answer_word == "refused":
        return wanted == "open" or (wanted == "denied" and row.own and not row.needs)
    return answer_word == wanted


# --- asking the site -----------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """An answer and the tables that its request wrote to."""

    answer: object
    written: list[str]


def path_of(row: Route, sample: Sample) -> str:
    return reverse(row.name, args=sample.args)


def _note_writes(written: list[str]):
    def note(execute, sql, params, many, context):
        verb, *rest = sql.split(maxsplit=3)
        if verb in ("INSERT", "UPDATE", "DELETE"):
            table = (rest[0] if verb == "UPDATE" else rest[1] if len(rest) > 1 else "").strip('"')
            if table not in UNCOUNTED:
                written.append(f"{verb} {table}")
        return execute(sql, params, many, context)

    return note


def ask(world: World, role: str, method: str, row: Route, sample: Sample) -> Asked:
    """One request as ``role``, taken back afterwards; programs carry the person's token, browsers their session."""
    client, written = world.cast[role].client, []
    cookies = {name: each.value for name, each in client.cookies.items()}
    more = {}
    if row.name.startswith("api:") and role in world.secrets:
        more = {"headers": {"Authorization": f"Bearer {world.secrets[role]}"}}
    if method == "POST" and row.name.startswith("api:"):
        more.setdefault("headers", {})["Idempotency-Key"] = "r5"
        more |= {"data": dict(sample.body or {}), "content_type": "application/json"}
    client.raise_request_exception = False
    with transaction.atomic(), connection.execute_wrapper(_note_writes(written)):
        answer = client.generic(method, path_of(row, sample)) if method == "HEAD" else getattr(client, method.lower())(path_of(row, sample), **more)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    return Asked(answer, written)


def scopes_of(world: World) -> dict[str, str]:
    own = world.objects["organisation"].number
    return fixed.SCOPES | dict.fromkeys(("hub", "staff", "treasurer", "employer"), own)


def freshly_confirmed(world: World) -> None:
    """Everybody has a password and an authenticator and has just shown both, so that pages show what they decide."""
    Person.objects.update(password=make_password("nine-green-hills", hasher="md5"))
    for member in world.cast.values():
        if member.person is not None:
            person = Person.objects.get(pk=member.person.pk)
            TOTP.activate(person, "JBSWY3DPEHPK3PXP")
            RecoveryCodes.activate(person)
            fixed.sign_in(member.client, person)
            session = member.client.session
            session[ALLAUTH_AT] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
            session[f"{ALLAUTH_AT}_user"] = str(member.person.pk)
            session["seen_at"] = now().isoformat()
            session.save()


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = make_world()
    freshly_confirmed(made)
    logging.disable(logging.CRITICAL)
    yield made
    logging.disable(logging.NOTSET)


def samples_of(world: World, row: Route) -> list[Sample]:
    if not row.on:
        return [Sample(is_public=True)]
    assert row.on in world.samples, f"{row.name}: no maker for the sample {row.on!r} in tests/samples.py"
    return world.samples[row.on]


def cells(world: World, wanted: list[Route]):
    """Every method × person × sample of the rows."""
    for row in wanted:
        for sample in samples_of(world, row):
            for role in world.cast:
                for method in row.methods:
                    yield row, sample, role, method


def wrong_cells(world: World, wanted: list[Route]) -> tuple[list[str], int]:
    """Cells where the site answers otherwise than the table says, or writes without right; and how many were tried."""
    wrong: dict[str, list[str]] = {}
    count, scopes = 0, scopes_of(world)
    for row, sample, role, method in cells(world, wanted):
        count += 1
        right = expected(row, role, sample, scopes)
        got = ask(world, role, method, row, sample)
        word = said(got.answer, row)
        if not agrees(word, right, row, public=role == "public"):
            wrong.setdefault(f"{method} {row.name} on {row.on}: {right} in the table, {word} on the site", []).append(role)
        elif got.written and (right != "open" or (method == "GET" and row.name not in SHOWN_ONCE)):
            wrong.setdefault(f"{method} {row.name} on {row.on}: {right}, and yet wrote {got.written}", []).append(role)
    return [f"{what}, for {', '.join(roles)}" for what, roles in wrong.items()], count


def test_every_cell_of_the_matrix_is_as_the_table_says(world):
    wrong, count = wrong_cells(world, rows())
    print(f"R5 cells {count} wrong {len(wrong)}")
    assert count > 2000 and wrong == [], "\n" + "\n".join(wrong[:60])
