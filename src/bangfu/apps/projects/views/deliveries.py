"""Delivering, and the aided side's answer."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bangfu.apps.projects import policy
from bangfu.apps.projects.actions import deliveries as actions
from bangfu.apps.projects.forms.deliveries import DeliverForm, cards_of, read_answers
from bangfu.apps.projects.models import Delivery, Project
from bangfu.apps.projects.queries import deliveries as queries
from bangfu.apps.projects.queries.projects import Part, parts_of, project_for
from bangfu.apps.projects.rules.deliveries import Answer
from bangfu.apps.projects.views import seen
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.offline.views import offline_context
from bangfu.values import Refusal, opaque_id

PHOTOS_MAX = 6


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def key_of(request: HttpRequest) -> str:
    """The form's hidden key."""
    return request.POST.get("key", "")


def keep_photos(request: HttpRequest, owner: models.Model, caption: str = "") -> None:
    """Attach the pictures of this request to ``owner``, at most six. Errors: ``Refused`` for one that cannot be taken."""
    files: Sequence[UploadedFile] = request.FILES.getlist("photos")
    if len(files) > PHOTOS_MAX:
        raise Refused(Refusal("too_many_photos", f"一次最多 {PHOTOS_MAX} 张照片，请分两次传。"))
    for place, upload in enumerate(files):
        attach_file(
            by=actor_of(request),
            at=now(),
            key=f"{key_of(request)}-{place}" if key_of(request) else "",
            owner=owner,
            data=upload.read(),
            caption=caption,
        )


def _part(project: Project, wanted: str) -> Part | None:
    parts = [part for part in parts_of(project) if any(line.committed for line in part.lines)]
    picked = [part for part in parts if str(part.bundle.pk) == wanted]
    return next(iter(picked or parts), None)


@require_http_methods(["GET", "POST"])
@login_required
def deliver(request: HttpRequest, number: str) -> HttpResponse:
    """Post a batch: how many of each item came, when, with pictures."""
    project = project_for(actor_of(request), number, policy.RUN)
    part = _part(project, request.GET.get("part", ""))
    if part is None:
        messages.info(request, _("现在没有还要交的东西。"))
        return redirect("projects:work", number=number)
    form, refusal = DeliverForm(request.POST or None, part=part), None
    if request.method == "POST" and form.is_valid():
        made = _delivered(request, project, part, form)
        if isinstance(made, Delivery):
            messages.success(request, _("已交给村里验收，等他们答复。"))
            return redirect("projects:work", number=number)
        refusal = made
    bad = bool(refusal or form.errors)
    context = {
        "heading": _("交付"),
        "project": project,
        "part": part,
        "form": form,
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
        "bars": [seen.bar_of(line) for line in part.lines],
    }
    return render(request, "projects/deliver.html", context, status=422 if bad else 200)


def _delivered(request: HttpRequest, project: Project, part: Part, form: DeliverForm) -> Delivery | Refusal:
    typed = form.cleaned_data
    try:
        with transaction.atomic():
            made: Delivery = actions.deliver(  # type: ignore[call-arg]
                by=actor_of(request),
                key=key_of(request),
                number=project.number,
                bundle=part.bundle.pk,
                units=form.units(),
                on=typed["on"],
                received_by=typed["received_by"],
                note=typed["note"],
            )
            keep_photos(request, made, typed["note"][:120])
    except Refused as refused:
        return refused.refusal
    return made


@require_GET
@login_required
def delivery(request: HttpRequest, delivery_id: str) -> HttpResponse:
    """One batch: what it brought, what the village said, and every correction."""
    return _delivery_page(request, queries.delivery_for(actor_of(request), delivery_id))


def _delivery_page(request: HttpRequest, found: Delivery, refusal: Refusal | None = None) -> HttpResponse:
    actor = actor_of(request)
    photos = queries.photos_of("delivery", [found.pk])
    context = {
        "heading": _("第 %(n)d 批交付") % {"n": found.serial},
        "project": found.project,
        "batch": seen.deliveries_seen([found], inside=True, photos=photos)[0],
        "history": [{"row": each, "lines": seen.answer_seen(each)} for each in found.acceptances.all()],
        "may_accept": found.state == "waiting" and policy.may(actor, policy.ACCEPT, found.project),
        "may_correct": found.state == "answered" and policy.may(actor, policy.ACCEPT, found.project),
        "may_take_back": found.state == "waiting" and policy.may(actor, policy.RUN, found.project),
        "refusal": refusal,
        "key": opaque_id(),
    }
    return render(request, "projects/delivery.html", context, status=409 if refusal else 200)


@require_POST
@login_required
def take_back(request: HttpRequest, delivery_id: str) -> HttpResponse:
    """Take a batch back before it was answered."""
    found = queries.delivery_for(actor_of(request), delivery_id, policy.RUN)
    try:
        actions.take_back_delivery(by=actor_of(request), key=key_of(request), delivery=found.pk)  # type: ignore[call-arg]
    except Refused as refused:
        return _delivery_page(request, found, refused.refusal)
    messages.success(request, _("已收回，改好再交。"))
    return redirect("projects:work", number=found.project.number)


def _picked(request: HttpRequest, found: Delivery) -> dict[int, Answer]:
    return read_answers(request.POST.dict(), [row.line.position for row in found.lines.all()])


@require_http_methods(["GET", "POST"])
@login_required
def accept(request: HttpRequest, delivery_id: str) -> HttpResponse:
    """「东西收到了吗？」: a picture card for each item, one submit."""
    found = queries.delivery_for(actor_of(request), delivery_id, policy.ACCEPT)
    refusal = None
    if request.method == "POST":
        refusal = _accepted(request, found)
        if refusal is None:
            messages.success(request, _("记下了，谢谢。对方马上收到您的回答。"))
            return redirect("projects:delivery", delivery_id=found.pk)
    elif found.state != "waiting":
        return redirect("projects:delivery", delivery_id=found.pk)
    return _cards(request, found, refusal, _picked(request, found), heading=_("东西收到了吗？"))


def _accepted(request: HttpRequest, found: Delivery) -> Refusal | None:
    try:
        with transaction.atomic():
            made = actions.accept_delivery(  # type: ignore[call-arg]
                by=actor_of(request),
                key=key_of(request),
                delivery=found.pk,
                answers=_picked(request, found),
                words=request.POST.get("words", ""),
            )
            keep_photos(request, made)
    except Refused as refused:
        return refused.refusal
    return None


@require_http_methods(["GET", "POST"])
@login_required
def correct(request: HttpRequest, delivery_id: str) -> HttpResponse:
    """The village corrects its answer, with a reason."""
    found = queries.delivery_for(actor_of(request), delivery_id, policy.ACCEPT)
    refusal, answers = None, _said_before(found)
    if request.method == "POST":
        answers = _picked(request, found)
        try:
            actions.correct_acceptance(  # type: ignore[call-arg]
                by=actor_of(request),
                key=key_of(request),
                delivery=found.pk,
                answers=answers,
                reason=request.POST.get("reason", ""),
            )
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, _("已更正，原来的回答也留着。"))
            return redirect("projects:delivery", delivery_id=found.pk)
    return _cards(request, found, refusal, answers, heading=_("更正验收"), correcting=True)


def _said_before(found: Delivery) -> dict[int, Answer]:
    last = queries.last_answer(found)
    rows = last.lines.all() if last else []
    return {
        row.delivery_line.line.position: Answer(
            row.answer, row.accepted, "open" if row.opened and not row.again else "again", row.reason
        )
        for row in rows
    }


def _cards(
    request: HttpRequest,
    found: Delivery,
    refusal: Refusal | None,
    answers: dict[int, Answer],
    **more: Any,
) -> HttpResponse:
    photos = queries.photos_of("delivery", [found.pk])
    context = {
        "project": found.project,
        "delivery": found,
        "items": cards_of(found, answers),
        "photos": photos.get(found.pk, []),
        "words": request.POST.get("words", ""),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
        "errors_on_page": bool(refusal),
        "key": opaque_id(),
    } | more
    return render(request, "projects/accept.html", context | offline_context(request), status=409 if refusal else 200)
