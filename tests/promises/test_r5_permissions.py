"""R5: every address stands in one table; what the table says of every person and object is what the site answers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bangfu.apps.needs.models import Need
from bangfu.apps.organisations.models import Organisation
from bangfu.apps.people.models import RoleGrant
from bangfu.plumbing.access import PERMISSIONS, ROLES, Denied, Hidden, Route
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.runs.models import Run
from tests import cast as fixed
from tests.cast import VILLAGE
from tests.promises.choice import BUDGET, Cell, Choice, choose, is_sensitive
from tests.routing import Address, addresses, rows, tables
from tests.samples import THEME, Sample, World, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R5"), pytest.mark.both_engines]
NOBODYS = ("public", "nobody")
# What a request may write though it was refused: the session's own clock.
UNCOUNTED = ("people_session",)
# Recovery codes are shown once: reading them marks them as read, in the session of their own person only.
SHOWN_ONCE = ("mfa_view_recovery_codes", "mfa_download_recovery_codes")


# --- the tables against the resolver -----------------------------------------------------------------------------------


def unlisted(found: list[Address], listed: list[Route]) -> list[str]:
    """Addresses without a row, rows without an address, rows said twice, addresses of one name."""
    names = [each.name for each in found]
    kinds = Counter((row.name, row.on, method) for row in listed for method in row.methods)
    problems = [f"no table lists {name}" for name in sorted(set(names) - {row.name for row in listed})]
    problems += [f"no address is called {name}" for name in sorted({row.name for row in listed} - set(names))]
    twice = [f"{method} {name} on {on or 'nothing'}" for (name, on, method), count in kinds.items() if count > 1]
    problems += [f"{each} is listed twice" for each in twice]
    return problems + [f"{count} addresses are called {name}" for name, count in Counter(names).items() if count > 1]


def test_every_address_stands_in_exactly_one_table():
    found, listed = addresses(), rows()
    print(f"R5 addresses {len(found)} rows {len(listed)} in {len(tables())} tables")
    assert len(found) > 100 and unlisted(found, listed) == []
    unknown = {p for row in listed for p in (row.needs, *row.seen_by) if p} - set(PERMISSIONS)
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
    sees = any(reaches(role, one, sample, anywhere=row.anywhere, scopes=scopes) for one in row.seen_by)
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


DENIAL = "INSERT audit_auditrecord"


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
        answer = (
            client.generic(method, path_of(row, sample))
            if method == "HEAD"
            else getattr(client, method.lower())(path_of(row, sample), **more)
        )
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    return Asked(answer, written)


def scopes_of(world: World) -> dict[str, str]:
    own = world.objects["organisation"].number
    return fixed.SCOPES | dict.fromkeys(("hub", "staff", "treasurer", "employer"), own)


def samples_of(world: World, row: Route) -> list[Sample]:
    if not row.on:
        return [Sample(is_public=not row.hides)]
    assert row.on in world.samples, f"{row.name}: no maker for the sample {row.on!r} in tests/samples.py"
    return world.samples[row.on]


def cells(world: World, wanted: list[Route]) -> Iterator[Cell]:
    """Every method × person × sample of the rows."""
    for row in wanted:
        for place, sample in enumerate(samples_of(world, row)):
            for role in world.cast:
                for method in row.methods:
                    yield Cell(row, sample, role, method, place)


def chosen_cells(world: World, wanted: list[Route], budget: int = BUDGET) -> Choice:
    """The share of the cells that is tried each time; `make deep` tries all."""
    scopes = scopes_of(world)
    return choose(cells(world, wanted), lambda cell: expected(cell.row, cell.role, cell.sample, scopes), budget)


def wrong_cells(world: World, wanted: Iterable[Cell]) -> tuple[list[str], int]:
    """Cells where the site answers otherwise than the table says, or writes without right; and how many were tried."""
    wrong: dict[str, list[str]] = {}
    count, scopes = 0, scopes_of(world)
    for cell in wanted:
        row, sample, role, method = cell.row, cell.sample, cell.role, cell.method
        count += 1
        right = expected(row, role, sample, scopes)
        got = ask(world, role, method, row, sample)
        word = said(got.answer, row)
        if not agrees(word, right, row, public=role == "public"):
            wrong.setdefault(f"{method} {row.name} on {row.on}: {right} in the table, {word} on the site", []).append(
                role
            )
        elif right == "denied" and got.written == [DENIAL]:
            continue  # that somebody was turned away is itself recorded
        elif got.written and (right != "open" or (method == "GET" and row.name not in SHOWN_ONCE)):
            wrong.setdefault(f"{method} {row.name} on {row.on}: {right}, and yet wrote {got.written}", []).append(role)
    return [f"{what}, for {', '.join(roles)}" for what, roles in wrong.items()], count


@pytest.fixture
def short_refusals(monkeypatch):
    """Refusals without their page: it says the same for every cell, and is read in R6, R16 and below."""
    monkeypatch.setattr("bangfu.web.views.errors._page", lambda request, status, **_: HttpResponse(status=status))


def test_the_chosen_cells_are_as_the_table_says(world, short_refusals):
    choice = chosen_cells(world, rows())
    wrong, count = wrong_cells(world, choice.cells)
    print(
        f"R5 cells {count} of {sum(1 for _ in cells(world, rows()))} wrong {len(wrong)}"
        f" (sensitive {choice.sensitive}, pairs {choice.covered} of {choice.pairs})"
    )
    assert count >= BUDGET and wrong == [], "\n" + "\n".join(wrong[:60])


def test_the_choice_of_cells_keeps_its_budget_and_leaves_no_answer_of_any_row_untried(world):
    """The matrix may grow; the choice is the same each time and meets every row's every answer."""
    every, scopes = list(cells(world, rows())), scopes_of(world)
    first, again = chosen_cells(world, rows()), chosen_cells(world, rows())
    assert first == again and len(first.cells) == BUDGET and first.covered == first.pairs
    chosen = {id(cell) for cell in choose(every, lambda c: expected(c.row, c.role, c.sample, scopes)).cells}
    assert [cell for cell in every if is_sensitive(cell.row) and id(cell) not in chosen] == []

    def answers(some: Iterable[Cell]) -> set[tuple[str, str, str, str]]:
        return {(c.row.name, c.row.on, c.method, expected(c.row, c.role, c.sample, scopes)) for c in some}

    assert answers(first.cells) == answers(every)


@pytest.mark.deep
def test_every_cell_is_as_the_table_says(world, short_refusals):
    wrong, count = wrong_cells(world, cells(world, rows()))
    print(f"R5 cells {count} of {count} wrong {len(wrong)}")
    assert wrong == [], "\n" + "\n".join(wrong[:60])


def rows_called(*names: str) -> list[Route]:
    return [row for row in rows() if row.name in names]


PLANTED = (
    (
        "the owner's filter is off",
        "bangfu.plumbing.runs.views.run_for",
        lambda actor, run: Run.objects.get(pk=run),
        "runs:detail",
    ),
    (
        "a need is shown to whoever knows its number",
        "bangfu.apps.needs.policy.can_see",
        lambda actor, need: True,
        "needs:detail-json",
    ),
    (
        "every right reaches everywhere",
        "bangfu.plumbing.access.actor.Grant.covers",
        lambda self, scope: True,
        "needs:edit",
    ),
    (
        "the interface forgets whom its token is for",
        "bangfu.apps.organisations.routes.organisation_for",
        lambda actor, number, permission: Organisation.objects.get(number=number),
        "api:record_credit_status",
    ),
)


def test_the_check_finds_missing_filters(world):
    """Planted faults: permission checks that are not there, one at a time."""
    for what, where, fault, name in PLANTED:
        with pytest.MonkeyPatch.context() as planted:
            planted.setattr(where, fault)
            wrong, _ = wrong_cells(world, cells(world, rows_called(name)))
        assert any("in the table, open on the site" in line for line in wrong), what


# --- what may not be known, what may not be taken, what was taken back -----------------------------------------------


GHOSTS = {"submitted_need": "N2099-999999", "draft_need": "N2099-999999", "run": "0" * 16, "followup": "0" * 16}


def told_apart(world: World, role: str = "staff") -> list[str]:
    """Hidden objects whose answer differs from that for what does not exist, but for address and number of the error."""
    client, found = world.cast[role].client, []
    for row in rows():
        if row.on not in GHOSTS or "GET" not in row.methods or not row.hides or row.name.startswith("api:"):
            continue
        for sample in world.samples[row.on]:
            if expected(row, role, sample, scopes_of(world)) != "hidden":
                continue
            real = client.get(reverse(row.name, args=sample.args))
            ghost = client.get(reverse(row.name, args=(GHOSTS[row.on], *sample.args[1:])))
            if plain(real, str(sample.args[0])) != plain(ghost, GHOSTS[row.on]):
                found.append(f"{row.name} {sample.args}")
    return found


def plain(answer, name: str) -> tuple:
    """Status, headers and body without the name asked for and the error's number."""
    body = re.sub(r"编号 [0-9A-Z]{8}|value=\"[A-Za-z0-9]{64}\"", "", answer.content.decode().replace(name, ""))
    body = re.sub(r"nonce-[\w+/=]+|\?next=[^\"]*", "", body)
    headers = {key: value for key, value in answer.headers.items() if key not in ("Set-Cookie", "Content-Length")}
    return answer.status_code, sorted(headers), body


def test_what_one_may_not_know_looks_like_what_does_not_exist(world):
    assert told_apart(world) == []


def test_the_check_finds_a_difference(world, monkeypatch):
    """The planted fault: a page that says "not yours" instead of "no such page"."""

    def honest(actor, run):
        raise Denied("runs.read") if Run.objects.filter(pk=run).exists() else Hidden

    monkeypatch.setattr("bangfu.plumbing.runs.views.run_for", honest)
    assert any("runs:detail" in line for line in told_apart(world))


PROTECTED = {
    "state": "published",
    "number": "N2026-000001",
    "version": "99",
    "entered_by": "x" * 16,
    "verified_by": "x" * 16,
    "verified_at": "2026-01-01",
    "published_by": "x" * 16,
    "published_at": "2026-01-01",
    "created_at": "2020-01-01",
    "submitted_at": "2026-01-01",
    "owner": "x" * 16,
    "ended_how": "solved",
    "return_reason": "无",
    "region_path": "440106001990",
    "search": "x",
}


def taken(need: Need, before: dict[str, str]) -> list[str]:
    """Protected fields that now hold what was sent."""
    return [name for name, value in PROTECTED.items() if str(getattr(need, name)) == value != before.get(name)]


def test_protected_fields_are_not_taken_from_a_form_or_a_program(world):
    number = world.samples["draft_need"][0].args[0]
    need = Need.objects.get(number=number)
    before = {name: str(getattr(need, name)) for name in PROTECTED}
    form = {"title": "村卫生站缺 21 台血压计", "place": VILLAGE, "theme": THEME, "urgency": "1", "nature": "relief"}
    form |= {"beneficiaries": "0", "claim_by": "2099-01-01", "max_partners": "1", "min_partners": "0", "priority": "1"}
    form |= {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-item": "血压计", "lines-0-quantity": "21"}
    form |= {"lines-0-unit": "台", "lines-0-is_must": "on", "confirmed": "on", "source": "visit"}
    answer = world.cast["village"].client.post(
        f"/desk/needs/{number}/edit/", form | PROTECTED | {"version": before["version"]}
    )
    after = Need.objects.get(pk=need.pk)
    assert answer.status_code == 302 and after.title.endswith("21 台血压计"), answer.content.decode()[:3000]
    assert taken(after, before) == []
    body = dict(world.samples["need_to_draft_by_program"][0].body) | PROTECTED
    headers = {"Authorization": f"Bearer {world.secrets['village']}", "Idempotency-Key": "mass"}
    made = world.cast["village"].client.post("/api/v1/needs", body, content_type="application/json", headers=headers)
    assert made.status_code == 201
    assert taken(Need.objects.get(number=made.json()["number"]), {}) == []
    print(f"R5 protected fields taken 0 of {2 * len(PROTECTED)}")


def test_a_right_that_is_taken_back_is_gone_at_the_next_request(world):
    county, path = world.cast["county"], f"/desk/needs/{world.samples['submitted_need'][0].args[0]}/"
    headers = {"Authorization": f"Bearer {world.secrets['county']}"}
    api = f"/api/v1/needs/{world.samples['submitted_need'][0].args[0]}"
    assert county.client.get(path).status_code == 200
    assert Client().get(api, headers=headers).status_code == 200
    RoleGrant.objects.filter(person=county.person).update(ended_at=now(), to_day=today())
    assert county.client.get(path).status_code == 404
    assert Client().get(api, headers=headers).status_code == 404


def test_a_token_gives_no_more_than_its_scopes(world):
    """Somebody who may verify lends a program nothing but reading; the program verifies nothing."""
    secret = "bf_small"
    make_token(world.cast["county"].person, secret, ("needs.read",))
    path = f"/api/v1/needs/{world.samples['need_to_verify_by_program'][0].args[0]}"
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "small"}
    assert Client().get(path, headers=headers).status_code == 200
    refused = Client().post(f"{path}/verify", {"reason": ""}, content_type="application/json", headers=headers)
    assert refused.status_code == 403
    assert Client().get(path, headers={"Authorization": "Bearer bf_wrong"}).status_code == 401
