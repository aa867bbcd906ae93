"""Acceptance in a village without a network: the same picture cards, kept on the phone and sent later."""

from datetime import datetime

from bangfu.apps.projects import policy
from bangfu.apps.projects.actions.deliveries import accept_delivery
from bangfu.apps.projects.actions.locking import locked_delivery
from bangfu.apps.projects.forms.deliveries import read_answers
from bangfu.apps.projects.models import Acceptance
from bangfu.apps.projects.queries.deliveries import waiting_for
from bangfu.apps.projects.rules import deliveries as rules
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import refuse
from bangfu.plumbing.clock import now
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.offline.forms import Attachment, Done, KeptPage, OfflineField, OfflineForm, Standing, Work

ITEMS_MAX = 20
TAKEN_ALONG = 20
FIELDS = (
    *(
        OfflineField(f"{part}_{place}", f"第 {place} 项", longest, unit=f"item_{place}")
        for place in range(1, ITEMS_MAX + 1)
        for part, longest in (("answer", 10), ("units", 13), ("then", 10), ("reason", 200))
    ),
    OfflineField("words", "想说一句", 300),
)


def pages(actor: Actor) -> list[KeptPage]:
    """A page for each batch that waits for this actor's answer."""
    return [
        KeptPage(f"/my/deliveries/{row.pk}/accept/", f"-{row.level}", f"{row.project.title} {row.organisation.name}")
        for row in waiting_for(actor)[:TAKEN_ALONG]
    ]


def standing(by: Actor, subject: str) -> Standing:
    """An unanswered batch, locked: its cards are empty. Errors: ``Refused`` once it was answered or taken back."""
    _project, found = locked_delivery(by, subject, policy.ACCEPT)
    at = now()
    refuse(rules.answer_refusal(state=found.state, delivered_at=found.at, at=at, now=at))
    return Standing({f"then_{row.line.position}": "again" for row in found.lines.all()}, 1)


def carry_out(*, by: Actor, at: datetime, work: Work) -> Done:
    """The answer, line by line. Errors: as :func:`accept_delivery`."""
    _project, found = locked_delivery(by, work.subject, policy.ACCEPT)
    answers = read_answers(work.values, [row.line.position for row in found.lines.all()])
    made = accept_delivery(by=by, at=at, delivery=found.pk, answers=answers, words=work.values["words"])
    label = f"{found.project.title} 第 {found.serial} 批"
    return Done(made, label, f"/my/deliveries/{found.pk}/", "记下了，谢谢。对方马上收到您的回答。")


def attach(*, by: Actor, at: datetime, row_id: str, photo: Attachment) -> None:
    """A picture of what came. Errors: ``Refused``, ``Denied``, ``Hidden``."""
    said = Acceptance.objects.filter(pk=row_id).first()
    if said is None:
        raise Hidden
    locked_delivery(by, said.delivery_id, policy.ACCEPT)
    attach_file(by=by, at=at, owner=said, data=photo.data, caption=photo.caption)


ACCEPTANCE = OfflineForm(
    kind="projects.acceptance",
    title="验收",
    permission=policy.ACCEPT,
    fields=FIELDS,
    pages=pages,
    carry_out=carry_out,
    standing=standing,
    attach=attach,
)
