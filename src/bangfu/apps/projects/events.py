"""What the room hears, and who is told of deliveries and answers."""

from typing import Any

from django.urls import reverse

from bangfu.apps.exchange.api import answering, chosen_work
from bangfu.apps.notices.api import Words, send_notice
from bangfu.apps.people.api import active_among, holders_of
from bangfu.apps.projects.actions.opening import open_for_claim
from bangfu.apps.projects.models import Bundle, Delivery, Project
from bangfu.plumbing.access import SYSTEM_ACTOR, Actor, Scope

AUDIENCE_MAX = 20


def open_chosen(payload: dict[str, Any]) -> None:
    """Hears that a claim was chosen: every chosen claim opens a project, however small, and only once."""
    work = chosen_work(payload["claim"])
    if work is not None and not Bundle.objects.filter(holder=work.holder).exists():
        open_for_claim(by=SYSTEM_ACTOR, work=work)  # type: ignore[call-arg]


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


def _send(title: str, body: str, url: str, audience: list[str], key: str) -> None:
    if not active_among(audience):  # whoever left is told nothing, and that is no failure
        return
    words = Words(kind="must_know", title=title[:80], body=body, url=url)
    send_notice(by=SYSTEM_ACTOR, key=f"projects-{key}"[:80], words=words, audience=audience[:AUDIENCE_MAX])
