"""The signed-in homes: what needs me now comes first, numbers second."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from bangfu.apps.exchange import api as exchange
from bangfu.apps.insight import api as insight
from bangfu.apps.needs import api as needs
from bangfu.apps.people.api import Todo, todo_items
from bangfu.apps.programmes.api import word
from bangfu.plumbing.access import ROLES, Actor, Denied
from bangfu.plumbing.clock import now
from bangfu.plumbing.ui.formats import moment
from bangfu.web import desk_panels
from bangfu.web.context import ACTING_ROLE, acting_role

SHOWN_AT_HOME, SHOWN_AT_DESK = 20, 6


def things_to_do(actor: Actor, at: datetime) -> list[Todo]:
    """Everything that needs this actor, the latest due first; what has no date comes last."""
    found = [todo for answer in todo_items.ask(actor, at) for todo in answer]
    return sorted(found, key=lambda todo: (todo.due is None, todo.due or at))


def headline(todos: list[Todo], at: datetime) -> str:
    """「今天有 9 件事等您办，2 件已超时」."""
    if not todos:
        return _("今天没有等您办的事")
    late = sum(todo.is_late(at) for todo in todos)
    words = ngettext("今天有 %(n)d 件事等您办", "今天有 %(n)d 件事等您办", len(todos)) % {"n": len(todos)}
    return words + (_("，%(late)d 件已超时") % {"late": late} if late else "")


def _due(todo: Todo, at: datetime) -> dict[str, str]:
    if todo.due is None:
        return {"text": _("不限时"), "tone": "calm"}
    days = (localtime(todo.due).date() - localtime(at).date()).days
    if todo.is_late(at):
        return {"text": _("已超时 %(days)d 天") % {"days": -days} if days else _("今天已超时"), "tone": "late"}
    if days == 0:
        return {"text": _("今天到期"), "tone": "soon"}
    return {"text": _("还有 %(days)d 天") % {"days": days}, "tone": "soon" if days <= 2 else "calm"}


def task_rows(todos: list[Todo], at: datetime) -> list[dict[str, Any]]:
    """The rows as the component `task_row` takes them; the first one's button is the page's main one."""
    return [
        {
            "tag": {"label": todo.kind, "tone": todo.tone, "icon": ""},
            "subject": todo.subject,
            "href": todo.url,
            "evidence": todo.evidence,
            "due": _due(todo, at),
            "action": {"label": todo.button, "href": todo.url, "main": index == 0},
        }
        for index, todo in enumerate(todos)
    ]


def _acting(request: HttpRequest) -> tuple[Actor, list[dict[str, Any]]]:
    """The reader in the role chosen with ``?role=`` and remembered until they sign out, and the choices for the bar."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    roles = actor.roles()
    if "role" in request.GET:
        request.session[ACTING_ROLE] = request.GET["role"]
    chosen = acting_role(request)
    if len(roles) < 2:
        return actor, []
    choices = [{"label": _("全部角色"), "query": "?role=", "current": not chosen}]
    choices += [{"label": ROLES[role].title, "query": f"?role={role}", "current": role == chosen} for role in roles]
    scopes = [{"label": _("角色"), "value": ROLES[chosen].title if chosen else _("全部角色"), "choices": choices}]
    if chosen:
        grants = tuple(grant for grant in actor.grants if grant.role == chosen)
        # The request holds the actor lazily, so it cannot be replaced, only made anew.
        actor = Actor(person=actor.person, kind=actor.kind, grants=grants, limits=actor.limits)
    return actor, scopes


def _home(request: HttpRequest, heading: str, shown: int | None) -> HttpResponse:
    at = now()
    actor, scopes = _acting(request)
    todos = things_to_do(actor, at)
    context = {
        "heading": heading,
        "headline": headline(todos, at),
        "tasks": task_rows(todos[:shown], at),
        "total": len(todos),
        "hidden": len(todos) - len(todos[:shown]),
        "scopes": scopes,
        "roles": [ROLES[role] for role in actor.roles()],
        "panels": [*needs.home_panels(actor), *exchange.home_panels(actor)] if shown else [],
        "may_publish": actor.has("needs.draft"),
    }
    return render(request, "web/home_signed_in.html", context)


@require_GET
@login_required
def my(request: HttpRequest) -> HttpResponse:
    """Everybody's own home."""
    return _home(request, _("我的首页"), SHOWN_AT_HOME)


@require_GET
@login_required
def todo(request: HttpRequest) -> HttpResponse:
    """All of it, without a limit."""
    return _home(request, _("待办"), None)


@require_GET
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """The bureau's home: what needs me, then the figures of my places. Errors: ``Denied`` without ``desk.enter``."""
    if not request.actor.has("desk.enter"):  # type: ignore[attr-defined]
        raise Denied("desk.enter")
    at = now()
    actor, scopes = _acting(request)
    todos = things_to_do(actor, at)
    found = needs.desk_figures(actor) if actor.has("needs.read") else None
    context: dict[str, Any] = {
        "heading": _("工作台"),
        "todo": {
            "count": len(todos),
            "late": sum(todo.is_late(at) for todo in todos),
            "sub": _("截至 %(moment)s") % {"moment": moment(localtime(at))},
            "rows": task_rows(todos[:SHOWN_AT_DESK], at),
            "all_href": reverse("web:todo") if len(todos) > SHOWN_AT_DESK else "",
        },
        "scopes": scopes,
    }
    if found is not None:
        counted = insight.figures(actor, at)
        context |= {
            "figures": insight.figure_band(counted),
            "funnel": insight.funnel_panel(counted),
            "trend": insight.trend_panel(counted.weeks),
            "heat": desk_panels.heat(found),
            "waiting": desk_panels.waiting(found, at),
            "definitions": _(
                "供需对接成功率 = 已签约 ÷ 已发布；成果转化率 = 已验收 ÷ 已签约（%(note)s）；只算您负责的地方。"
            )
            % {"note": word("rates_note")},
        }
    return render(request, "web/desk_home.html", context)
