"""Work behind the pages: preparing a push, telling of a new need, the weekly digest."""

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.http import urlencode

from bangfu.apps.exchange.api import claim_facts
from bangfu.apps.needs.api import Filters
from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among
from bangfu.apps.push import actions, queries, rules, wording
from bangfu.apps.push.actions_subscribing import note_told
from bangfu.apps.push.models import Push, Subscription
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.runs.actions import start_run
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.runs.progress import Progress
from bangfu.values import SHANGHAI

DIGEST_STEP = 500
SHOWN, FOUND_MAX = 3, 50
PATIENCE_SECONDS, LOOK_SECONDS = 600.0, 0.5


def send(run: Run, progress: Progress) -> dict[str, Any]:
    """Carries out one push. Returns: where its figures stand. Errors: ``Refused``, ``Cancelled``; then nothing was written."""
    push = Push.objects.get(pk=run.arguments["push"])
    progress.stage(wording.FINDING_ALL)
    audience = patiently(lambda: queries.audience_of(push), progress)
    progress.stage(wording.writing(len(audience.reached)))
    by = Actor(person=run.person, kind="system")
    actions.finish_push(by=by, push=push.pk, run=run.pk, audience=audience)  # type: ignore[call-arg]
    return {
        "url": reverse("push:detail", args=[push.pk]),
        "message": wording.finished(len(audience.reached), len(audience.left)),
    }


def patiently(ask: Callable[[], queries.Audience], progress: Progress | None = None) -> queries.Audience:
    """The answer of ``ask``, waited for while a large registry is read for the first time. Errors: its ``Refused``, in the end."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask()
        except Refused as refused:
            if refused.refusal.code != "preparing" or time.monotonic() > until:
                raise
        if progress is not None:
            progress.stage(wording.READING)
        time.sleep(LOOK_SECONDS)


def on_published(payload: dict[str, Any]) -> None:
    """Hears ``needs.publish``: a run, because looking for whom it suits takes no place in the outbox's transaction."""
    number = payload["need"]
    start_run(  # type: ignore[call-arg]
        by=SYSTEM_ACTOR, key=f"published-{number}", kind=actions.RUN_PUBLISHED,
        title=wording.published_run_title(number), arguments={"need": number},
    )  # fmt: skip


def tell_of_new(run: Run, progress: Progress) -> dict[str, Any]:
    """Those whom a new need suits best, and those who asked for needs like it, are told. Errors: ``Preparing``."""
    number = run.arguments["need"]
    try:
        actions.published_need(number)
    except Refused:  # withdrawn again meanwhile
        return {}
    progress.stage(wording.FINDING)
    push = Push(direction="need", need=number, top=rules.AT_ONCE_TOP)
    audience = patiently(lambda: queries.audience_of_need(push), progress)
    if audience.reached:
        actions.tell_of_published(by=SYSTEM_ACTOR, key=f"published-{number}", need=number, audience=audience)  # type: ignore[call-arg]
    _tell_subscribers(number, without={one.person for one in audience.reached})
    return {"message": wording.told(len(audience.reached))}


def _tell_subscribers(number: str, *, without: set[str]) -> None:
    """Everybody with a search that finds this need; whoever has just heard of it is not told twice."""
    by_query: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Subscription.objects.filter(ended_at=None, weekly=False).values_list("query", "person", "words")
    for query, person, said in rows:
        by_query[query].append((person, said))
    lines: dict[str, str] = {}
    for query, people in by_query.items():
        if not Filters.of_query(query).found(today()).filter(number=number).exists():
            continue
        for person, said in people:
            lines.setdefault(person, rules.line_of([said], lead=wording.SUBSCRIBED))
    audience = active_among(set(lines) - without)
    if not audience:
        return
    need = actions.published_need(number)
    words = Words(
        kind="push", title=wording.subscribed_title(need.title), url=actions.path_of(need),
        place=need.region.full_name[-60:], deadline=need.claim_by, lines=lines,
    )  # fmt: skip
    send_notice(by=SYSTEM_ACTOR, key=f"subscribed-{number}", words=words, audience=audience[: rules.ALONE])


def on_claim(payload: dict[str, Any]) -> None:
    """Hears ``exchange.claim_offered``: whoever was pushed for this organisation has answered."""
    facts = claim_facts(payload["claim"])
    if facts is not None:
        actions.note_answer(*facts)


def tell_weekly(*, at: datetime) -> int:
    """One digest a week for each search that was subscribed to weekly. Returns: how many searches were told."""
    if not rules.digest_is_due(at):
        return 0
    week = rules.week_of(at.astimezone(SHANGHAI).date())
    due = Subscription.objects.filter(ended_at=None, weekly=True).exclude(told_week=week).order_by("query", "id")
    by_query: dict[str, list[Subscription]] = defaultdict(list)
    for row in due[:DIGEST_STEP]:
        by_query[row.query].append(row)
    for query, rows in by_query.items():
        with transaction.atomic():
            _one_digest(query, rows, week, at)
    return sum(map(len, by_query.values()))


def _one_digest(query: str, rows: list[Subscription], week: str, at: datetime) -> None:
    note_told(by=SYSTEM_ACTOR, at=at, subscriptions=[row.pk for row in rows], week=week)
    rows_found = Filters.of_query(query).found(today()).filter(published_at__gte=at - timedelta(days=7))
    found = list(rows_found.order_by("-published_at")[:FOUND_MAX])
    people = active_among(row.person for row in rows)[: rules.ALONE]
    if not found or not people:
        return
    titles = "；".join(need.title for need in found[:SHOWN])
    path = reverse("web:needs") + "?" + (f"{query}&" if query else "") + urlencode({"order": "new"})
    words = Words(
        kind="digest", title=wording.digest_title(len(found)), body=titles[:500], url=path[:200],
        lines={row.person: rules.line_of([row.words], lead=wording.SUBSCRIBED) for row in rows},
    )  # fmt: skip
    send_notice(by=SYSTEM_ACTOR, at=at, words=words, audience=people)
