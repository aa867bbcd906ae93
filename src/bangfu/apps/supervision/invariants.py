"""Q1 to Q5, re-derived from the rows."""

import json
from collections.abc import Iterator

from bangfu.apps.supervision.actions import public_fields, subject_of_row
from bangfu.apps.supervision.actions_complaints import row_of, said_of
from bangfu.apps.supervision.models import Complaint, Inquiry, PublishedAnswer, Reply
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.values import is_copied


def _said(kind: str, subjects: list[str]) -> dict[str, dict[str, str]]:
    rows = PublicationRow.objects.filter(kind=kind, subject__in=subjects)
    return {row.subject: json.loads(bytes(row.body))["fields"] for row in rows}


def _published() -> list[PublishedAnswer]:
    return list(PublishedAnswer.objects.select_related("inquiry").order_by("pk"))


def _unsaid() -> Iterator[Finding]:
    shown = _published()
    said = _said("answer.published", [subject_of_row(each) for each in shown])
    for each in shown:
        if not each.released_by or each.inquiry.state != "answered":
            yield Finding(subject_of_row(each), "这条公开的问答没有记下谁公开的，或问题还没有回答。")
        if said.get(subject_of_row(each)) != public_fields(each, each.inquiry):
            yield Finding(subject_of_row(each), "这条公开的问答和公开记录里的不一样，或没有写入公开记录。")


def _copied() -> Iterator[Finding]:
    for each in _published():
        if is_copied(each.inquiry.words, each.question):
            yield Finding(subject_of_row(each), "公开的问题照抄了提问人的原话。")


def _unsigned() -> Iterator[Finding]:
    for pk, kind, state, asked_by, organisation, answered_by in Inquiry.objects.values_list(
        "pk", "kind", "state", "asked_by", "organisation", "answered_by"
    ):
        if (state == "open") != (answered_by == "") or (answered_by and answered_by == asked_by):
            yield Finding(pk, "这个问题没有记下谁答复的，或是提问人自己答复的。")
        if kind == "visitor" and (asked_by or organisation):
            yield Finding(pk, "访客提问里记下了提问人。")


def _unsaid_replies() -> Iterator[Finding]:
    shown = list(Reply.objects.filter(released_at__isnull=False).select_related("complaint").order_by("pk"))
    said = _said("complaint.answered", [row_of(each) for each in shown])
    for each in shown:
        if said.get(row_of(each)) != said_of(each, each.complaint):
            yield Finding(row_of(each), "这条公开的答复和公开记录里的不一样，或没有写入公开记录。")
        if any(o and (is_copied(o, each.summary) or is_copied(o, each.answer)) for o in _originals(each.complaint)):
            yield Finding(row_of(each), "公开的文字照抄了来信人的原话。")


def _originals(complaint: Complaint) -> tuple[str, str]:
    return complaint.words, complaint.again


def _alone() -> Iterator[Finding]:
    for reply in Reply.objects.filter(released_at__isnull=False):
        if not reply.drafted_by or reply.released_by in ("", reply.drafted_by):
            yield Finding(row_of(reply), "这条答复的拟稿人和复核人不是两个人。")
    answered = set(Reply.objects.filter(released_at__isnull=False).values_list("complaint_id", flat=True))
    for pk in Complaint.objects.filter(state="answered").exclude(pk__in=answered).values_list("pk", flat=True):
        yield Finding(pk, "这条意见算作已答复，却没有公开的答复。")


INVARIANTS = (
    Invariant(
        "Q1",
        "What everybody reads of a question was answered, released by a person, and stands in the publication rows.",
        PublishedAnswer.objects.count,
        _unsaid,
    ),
    Invariant("Q2", "A stranger's words are never shown.", PublishedAnswer.objects.count, _copied),
    Invariant(
        "Q3", "An answer names its author, never the asker; a visitor is not named.", Inquiry.objects.count, _unsigned
    ),
    Invariant(
        "Q4",
        "What everybody reads of a complaint stands in the publication rows and repeats none of the sender's words.",
        Reply.objects.count,
        _unsaid_replies,
    ),
    Invariant(
        "Q5",
        "A complaint is answered by two people: who drafted the answer did not release it.",
        Complaint.objects.count,
        _alone,
    ),
)
