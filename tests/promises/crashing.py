"""Clients of R1: they write to a running site, keep a log of what it answered, and repeat what stayed without an answer.

An :class:`Operation` is one request with its key. It is *acknowledged* when the site answered 2xx, or the redirect after a
form. What was under way when the site died is sent again with the same key once it is back, as a browser or a program would.
"""

import http.client
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Condition, Thread
from typing import Any
from urllib.parse import urlencode

from bangfu.apps.supervision.rules import WAITING_PER_ORGANISATION

CLIENTS = 8
ACKNOWLEDGED = (200, 201, 302)
Site = Mapping[str, Any]

FILL = """
import json, os
from django.test import Client
from bangfu.apps.organisations import actions as organisations
from bangfu.apps.people.example import add_colleague
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.clock import today
from bangfu.plumbing.rest.actions import new_secret
from bangfu.values import Quarter
from tests.cast import VILLAGE, Member, actor_for, sign_in
from tests.samples import World, make_need, make_organisation, make_places, make_token
from tests.samples_projects import make_bundle, make_delivery

CLIENTS, NEEDS, SUBMITTED, BATCHES = {clients}, {needs}, {submitted}, {batches}
make_places()
who = {{role: add_colleague(login=role, name="某", role=role, scope_id=scope)
       for role, scope in (("village", VILLAGE), ("county", "441802"), ("frontline", "441802"), ("bureau", "44"))}}
people = {{role: actor_for(person) for role, person in who.items()}}
parties = [make_organisation(900 + n) for n in range(CLIENTS)]
staff = []
for n, party in enumerate(parties):
    organisations.record_capacity(by=SYSTEM_ACTOR, number=party.number, quarter=Quarter.of(today()).text, slots=500)
    staff.append(add_colleague(login=f"staff{{n}}", name="某", role="staff", scope_id=party.number))

def session(person):
    return sign_in(Client(), person).cookies["sessionid"].value

def token(role):
    secret = new_secret()
    make_token(who[role], secret)
    return secret

world = World({{role: Member(person, people[role], Client()) for role, person in who.items()}}, objects={{"organisation": parties[0]}})
print(json.dumps({{
    "village": token("village"), "county": token("county"), "village_session": session(who["village"]),
    "staff": [[session(person), party.number] for person, party in zip(staff, parties)],
    "needs": [make_need(VILLAGE, "published", people, title=f"村里缺血压计，第 {{n}} 条").number for n in range(NEEDS)],
    "submitted": [make_need(VILLAGE, "submitted", people).number for _ in range(SUBMITTED)],
    "batches": [make_delivery(make_bundle(world, VILLAGE, own=True)).pk for _ in range(BATCHES)],
}}))
"""
"""Run inside the site: places, eight organisations with a clerk each, the village's people, and what there is to act upon."""

KEPT = """
import json
from collections import Counter
from django.apps import apps
from django.db import connection
from bangfu.apps.exchange.models import Claim
from bangfu.apps.needs.models import Need, NeedStep
from bangfu.apps.projects.models import Acceptance
from bangfu.apps.supervision.models import Inquiry
kept = [f"draft {title}" for title in Need.objects.values_list("title", flat=True)]
kept += [f"verify {number}" for number in NeedStep.objects.filter(name="verify").values_list("need__number", flat=True)]
kept += [f"ask {one.words}" for one in Inquiry.objects.all()]
kept += [f"claim {n} {o}" for n, o in Claim.objects.values_list("need__number", "organisation__number")]
kept += [f"accept {batch}" for batch in Acceptance.objects.values_list("delivery_id", flat=True)]
wrong = []
with connection.cursor() as cursor:
    if connection.vendor == "sqlite":
        rows = lambda sql: cursor.execute(sql).fetchall()
        wrong += [] if rows("PRAGMA integrity_check") == [("ok",)] else ["integrity_check"]
        safe = {"synchronous": rows("PRAGMA synchronous")[0][0], "library": connection.Database.sqlite_version}
        safe["journal"] = rows("PRAGMA journal_mode")[0][0]
    else:
        def setting(name):
            cursor.execute(f"SHOW {name}")
            return cursor.fetchone()[0]
        safe = {name: setting(name) for name in ("synchronous_commit", "fsync", "full_page_writes")}
        for model in apps.get_models(include_auto_created=True):
            table, key, counts = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column, []
            for seq, index in (("on", "off"), ("off", "on")):
                cursor.execute(f"SET enable_seqscan={seq}; SET enable_indexscan={index}; SET enable_bitmapscan={index}")
                cursor.execute(f'SELECT * FROM {table} ORDER BY "{key}"')
                counts.append(len(cursor.fetchall()))
            wrong += [] if counts[0] == counts[1] else [f"{table}: {counts}"]
print(json.dumps({"kept": Counter(kept), "wrong": wrong, "safe": safe}))
"""
"""Run inside the site: how often each mark is there, what is wrong with the database, and how a live connection is set."""


@dataclass(frozen=True)
class Operation:
    """One request; ``mark`` is what :data:`KEPT` calls its effect."""

    mark: str
    path: str
    headers: Mapping[str, str]
    body: str


def by_program(mark: str, path: str, token: str, body: Mapping[str, Any]) -> Operation:
    """A request to the interface, with its key."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": mark, "Content-Type": "application/json"}
    return Operation(
        mark, path, {name: value.encode().decode("latin-1") for name, value in headers.items()}, json.dumps(body)
    )


def by_form(mark: str, path: str, session: str, body: Mapping[str, Any], key: str) -> Operation:
    """A form as a browser sends it."""
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={'c' * 32}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return Operation(mark, path, headers, urlencode({"csrfmiddlewaretoken": "c" * 32, "key": key} | dict(body)))


# --- the mix: each takes the site, the client's number and a running number, and answers None when nothing is left of it -------


def draft(site: Site, client: int, turn: int) -> Operation:
    """A program drafts a need."""
    title = f"R1-{client}-{turn} 村小学缺打印机"
    lines = [{"item": "打印机", "quantity": 5, "unit": "台"}]
    body = {"title": title, "themes": ["fruit_industry"], "region": "441802101990", "lines": lines}
    made = by_program(f"r1-{client}-{turn}", "/api/v1/needs", site["village"], body)
    return Operation(f"draft {title}", made.path, made.headers, made.body)


def verify(site: Site, client: int, turn: int) -> Operation | None:
    """A program of the county verifies a need."""
    mine = site["submitted"][client::CLIENTS]
    if turn >= len(mine):
        return None
    path = f"/api/v1/needs/{mine[turn]}/verify"
    return by_program(f"verify {mine[turn]}", path, site["county"], {"reason": "看过了"})


def ask(site: Site, client: int, turn: int) -> Operation | None:
    """An organisation asks about a need; the words are sealed. It stops where so many wait for an answer that no more may be asked."""
    if turn >= WAITING_PER_ORGANISATION:
        return None
    session, number = site["staff"][client]
    words, need = f"R1-{client}-{turn} 货车能不能开到村口？", site["needs"][turn % len(site["needs"])]
    body = {"organisation": number, "words": words}
    return by_form(f"ask {words}", f"/ask/need/{need}/", session, body, f"ask{client}x{turn}")


def claim(site: Site, client: int, turn: int) -> Operation | None:
    """An organisation takes on a part of a need."""
    session, number = site["staff"][client]
    if turn >= len(site["needs"]):
        return None
    need = site["needs"][(turn + client) % len(site["needs"])]
    body = {"organisation": number, "units_1": "1"}
    return by_form(f"claim {need} {number}", f"/needs/{need}/claim/", session, body, f"claim{client}x{turn}")


def accept(site: Site, client: int, turn: int) -> Operation | None:
    """The village says of a batch that it came."""
    mine = site["batches"][client::CLIENTS]
    if turn >= len(mine):
        return None
    body, session = {"answer_1": "promised"}, site["village_session"]
    return by_form(
        f"accept {mine[turn]}", f"/my/deliveries/{mine[turn]}/accept/", session, body, f"accept{client}x{turn}"
    )


MIX: tuple[Callable[[Site, int, int], Operation | None], ...] = (claim, ask, verify, draft, accept)
"""What the clients do in turn. A gift and its refund join here when there are gifts."""


def operations(site: Site, client: int) -> Iterator[Operation]:
    """The mix without end: what has run out is left out."""
    for turn in count():
        for make in MIX:
            made = make(site, client, turn)
            if made is not None:
                yield made


# --- clients --------------------------------------------------------------------------------------------------------------------


@dataclass
class Acks:
    """How many acknowledgements all clients have got, for whoever waits for the n-th."""

    count: int = 0
    changed: Condition = field(default_factory=Condition)

    def add(self) -> None:
        """One more."""
        with self.changed:
            self.count += 1
            self.changed.notify_all()

    def wait(self, wanted: int, seconds: float) -> bool:
        """Whether so many come within the time."""
        with self.changed:
            return self.changed.wait_for(lambda: self.count >= wanted, seconds)


class Writer:
    """One client: its operations in order, its log on the disk, and the one operation that stayed without an answer."""

    def __init__(self, site: Site, number: int, folder: Path, acks: Acks) -> None:
        self.todo, self.acks = operations(site, number), acks
        self.log = (folder / f"client{number}.log").open("a", encoding="utf-8")
        self.acked: list[str] = []
        self.unanswered: Operation | None = None
        self.strange: list[str] = []
        self.thread = Thread()

    def begin(self, port: int, *, only_repeat: bool = False) -> None:
        """Write until the site is gone; ``only_repeat``: no more than what stayed without an answer."""
        self.thread = Thread(target=self._write, args=(port, only_repeat), daemon=True)
        self.thread.start()

    def _write(self, port: int, only_repeat: bool) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            while self.unanswered or not only_repeat:
                self.unanswered = self.unanswered or next(self.todo)
                connection.request("POST", self.unanswered.path, self.unanswered.body, dict(self.unanswered.headers))
                answer = connection.getresponse()
                self._note(self.unanswered.mark, answer.status, answer.read())
                self.unanswered = None
        except (OSError, http.client.HTTPException):
            return  # the site is gone; what was under way is repeated when it is back
        finally:
            connection.close()

    def _note(self, mark: str, status: int, body: bytes) -> None:
        if status not in ACKNOWLEDGED:
            self.strange.append(f"{status} {mark} {body[:300]!r}")
            return
        self.log.write(mark + "\n")
        self.log.flush()
        os.fsync(self.log.fileno())
        self.acked.append(mark)
        self.acks.add()
