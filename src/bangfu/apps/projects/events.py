"""What the room hears, and who is told of deliveries and answers."""

from typing import Any

from django.urls import reverse

from bangfu.apps.exchange.api import answering, chosen_work
from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.offers.api import accepted_work
from bangfu.apps.partnerships.api import undertaking_of
from bangfu.apps.people.api import active_among, holders_of
from bangfu.apps.projects.actions.opening import (
    let_claim_go,
    open_for_claim,
    open_for_order,
    open_for_undertaking,
)
from bangfu.apps.projects.models import Bundle, Change, Delivery, Project
from bangfu.apps.projects.rules.diary import CHANGEABLE, DECISIONS
from bangfu.apps.projects.rules.life import ENDS
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 20


def open_chosen(payload: dict[str, Any]) -> None:
    """Hears that a claim was chosen: every chosen claim opens a project, however small, and only once."""
    work = chosen_work(payload["claim"])
    if work is not None and not Bundle.objects.filter(holder=work.holder).exists():
        open_for_claim(by=SYSTEM_ACTOR, work=work)  # type: ignore[call-arg]


def open_ordered(payload: dict[str, Any]) -> None:
    """Hears that an order was accepted: it opens a project as a chosen claim does, and only once."""
    work = accepted_work(payload["order"])
    if work is not None and not Bundle.objects.filter(holder=work.holder).exists():
        open_for_order(by=SYSTEM_ACTOR, work=work)  # type: ignore[call-arg]


def end_undone(payload: dict[str, Any]) -> None:
    """Hears that a claim was let go: when the village undid its choice, what the choice had opened ends."""
    holder = payload.get("holder", "")
    if payload.get("how") == "undone" and Bundle.objects.filter(holder=holder).exists():
        let_claim_go(by=SYSTEM_ACTOR, holder=holder, reason=payload["reason"])  # type: ignore[call-arg]


def open_undertaking(payload: dict[str, Any]) -> None:
    """Hears a pairing in effect or a team with its mandate: each opens one project."""
    undertaking = undertaking_of(payload["number"])
    if undertaking.place or undertaking.needs:  # a team that serves no place of its own has nothing to deliver anywhere
        open_for_undertaking(by=SYSTEM_ACTOR, undertaking=undertaking)  # type: ignore[call-arg]


def tell_of_opening(payload: dict[str, Any]) -> None:
    """Hears a new project: whoever runs it finds it."""
    project = Project.objects.filter(number=payload["project"]).first()
    if project is not None and project.run_by:
        url = reverse("projects:work", args=[project.number])
        _send(f"项目已立项：{project.title}", "排好步骤，做完一批交一批。", url, [project.run_by], project.number)


def tell_the_place(payload: dict[str, Any]) -> None:
    """Hears a delivery and each climb: those who accept there, up to the office that should answer now."""
    delivery = Delivery.objects.select_related("project", "organisation").filter(pk=payload["delivery"]).first()
    if delivery is None or delivery.state != "waiting":
        return
    project = delivery.project
    title = "东西收到了吗？%s" if not delivery.level else "还没有人验收，请过问：%s"
    _send(
        title % project.title,
        f"{delivery.organisation.name} 送来第 {delivery.serial} 批，请一项一项看。",
        reverse("projects:accept", args=[delivery.pk]),
        _acceptors(project, delivery.level),
        f"{delivery.pk}-{payload.get('at', '')}",
    )


def _acceptors(project: Project, level: int) -> list[str]:
    """People who may accept there: of the office that should answer now and of all nearer ones; who runs it never."""
    path = project.region_path
    digits = answering()[min(level, len(answering()) - 1)].digits
    near: list[str] = []
    others: list[str] = []
    for person, grants in holders_of("projects.accept").items():
        if person == project.run_by or not Actor(person, "person", grants).may("projects.accept", Scope(region=path)):
            continue
        narrow = max(len(grant.scope_id) for grant in grants if path.startswith(grant.scope_id))
        (near if narrow >= digits else others).append(person)
    return sorted(near or others)


def tell_the_deliverer(payload: dict[str, Any]) -> None:
    """Hears an answer of the aided side: who delivered reads what it said."""
    delivery = Delivery.objects.select_related("project").filter(pk=payload["delivery"]).first()
    if delivery is None:
        return
    last = delivery.acceptances.order_by("-serial").first()
    if last is None:
        return
    back = sum(row.again + row.opened for row in last.lines.all())
    words = "全部如约。" if not back else f"有 {back} 个单位没有收好，请看村里怎么说。"
    url = reverse("projects:delivery", args=[delivery.pk])
    _send(f"村里验收了：{delivery.project.title}", words, url, [delivery.person], f"{delivery.pk}-a{last.serial}")


def tell_of_change(payload: dict[str, Any]) -> None:
    """Hears a wish to change and its answer: those who decide, then the one who asked."""
    change = Change.objects.select_related("project").filter(pk=payload["change"]).first()
    if change is None:
        return
    project = change.project
    url = reverse("projects:work", args=[project.number])
    what = f"{CHANGEABLE[change.field]}改为：{change.after}"[:80]
    if change.state == "asked":
        people = [person for person in _acceptors(project, 0) if person != change.asked_by]
        _send(f"请答复变更：{project.title}", what, url, people, f"change-{change.pk}")
    else:
        words = f"{DECISIONS[change.state]}。{change.answer}"
        _send(f"变更有答复了：{project.title}", words, url, [change.asked_by], f"change-{change.pk}-d")


def tell_of_end(payload: dict[str, Any]) -> None:
    """Hears that a project ended: the village is asked what it was good for."""
    project = Project.objects.filter(number=payload["project"]).first()
    if project is not None and project.state == "ended":
        url = reverse("projects:work", args=[project.number])
        words = f"{ENDS[project.ended_how]}。{project.ended_reason}".strip()
        _send(f"项目结束了，请说几句：{project.title}", words, url, _acceptors(project, 0), f"{project.number}-end")


def _send(title: str, body: str, url: str, audience: list[str], key: str) -> None:
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(kind="must_know", title=title[:80], body=body, url=url)
    send_notice(by=SYSTEM_ACTOR, key=f"projects-{key}"[:80], words=words, audience=audience[:AUDIENCE_MAX])
