"""Certificates of hours: one's own to make out, print and take along; anybody's to verify by its code."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bangfu.apps.volunteers import actions_certificates, policy, queries_certificates
from bangfu.apps.volunteers.forms_certificates import CertificateForm, ShowsForm
from bangfu.apps.volunteers.models import Certificate
from bangfu.apps.volunteers.rules_certificates import SHOWS, code_typed, code_written
from bangfu.apps.volunteers.sheets_certificates import hours_written, paper_of
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.documents import PDF_TYPE, pdf_bytes
from bangfu.plumbing.documents.qr import qr_path
from bangfu.values import Refusal, opaque_id

READING = ["GET", "POST"]


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _crumbs(last: str) -> list[dict[str, str]]:
    return [{"label": _("我的志愿时长"), "path": reverse("volunteers:mine")}, {"label": last}]


@require_http_methods(READING)
@login_required
def certificates(request: HttpRequest) -> HttpResponse:
    """One's own certificates, and the form that makes out another. Errors: ``Denied``."""
    actor = _actor(request)
    policy.require_somewhere(actor, policy.REPORT)
    form = CertificateForm(request.POST or None, senders=queries_certificates.senders_of(actor.person))
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions_certificates.issue_certificate(
                by=actor, key=request.POST.get("key", ""), **form.cleaned_data
            )  # type: ignore[call-arg]
            messages.success(request, _("证明已开好，可以打印，也可以存成 PDF。"))
            return redirect("volunteers:certificate", certificate=made.pk)
        except Refused as refused:
            refusal = refused.refusal
    bad = request.method == "POST"
    context = {
        "heading": _("志愿服务记录证明"),
        "form": form,
        "rows": [_row(one) for one in queries_certificates.own_certificates(actor.person)],
        "refusal": refusal,
        "errors_on_page": bad,
        "key": opaque_id(),
        "crumbs": _crumbs(_("证明")),
    }
    return render(request, "volunteers/certificates.html", context, status=422 if bad else 200)


def _row(one: Certificate) -> dict[str, Any]:
    return {"row": one, "code": code_written(one.pk), "hours": hours_written(one.minutes), "shows": SHOWS[one.shows]}


def _address(request: HttpRequest, one: Certificate) -> str:
    return request.build_absolute_uri(reverse("volunteers:verify", args=[one.pk]))


@require_http_methods(READING)
def certificate(request: HttpRequest, certificate: str) -> HttpResponse:
    """One's own certificate as it is printed, and what its public page tells. Errors: ``Hidden``."""
    actor = _actor(request)
    found = queries_certificates.own_certificate(actor.person, certificate)
    form = ShowsForm(request.POST or None, initial={"shows": found.shows})
    if request.method == "POST" and form.is_valid():
        shows = form.cleaned_data["shows"]
        actions_certificates.show_certificate(
            by=actor, key=request.POST.get("key", ""), certificate=found.pk, shows=shows
        )  # type: ignore[call-arg]
        messages.success(request, _("已保存，核验页按您选的显示。"))
        return redirect("volunteers:certificate", certificate=found.pk)
    rows = queries_certificates.rows_on(found)
    side, path = qr_path(_address(request, found))
    context = _row(found) | {
        "heading": _("志愿服务记录证明"),
        "certificate": found,
        "rows": rows,
        "senders": sorted({row.sender for row in rows if row.sender}),
        "corrected": sum(row.state == "corrected" for row in rows),
        "form": form,
        "address": _address(request, found),
        "side": side,
        "path": path,
        "key": opaque_id(),
        "errors_on_page": bool(form.errors),
        "crumbs": [
            *_crumbs(_("证明"))[:1],
            {"label": _("证明"), "path": reverse("volunteers:certificates")},
            {"label": code_written(found.pk)},
        ],
    }
    return render(request, "volunteers/certificate.html", context, status=422 if form.errors else 200)


@require_GET
def certificate_pdf(request: HttpRequest, certificate: str) -> HttpResponse:
    """The same as PDF. Errors: ``Hidden``."""
    found = queries_certificates.own_certificate(_actor(request).person, certificate)
    paper = paper_of(found, queries_certificates.rows_on(found), _address(request, found))
    response = HttpResponse(pdf_bytes(paper), content_type=PDF_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{found.pk}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@require_GET
def verify_any(request: HttpRequest) -> HttpResponse:
    """Asks for a code; with one, leads to its certificate, or says that there is none."""
    code = code_typed(request.GET.get("code", ""))
    if code:
        try:
            return redirect("volunteers:verify", certificate=queries_certificates.verified(code).certificate.pk)
        except Hidden:
            pass
    context = {"title": _("核验志愿服务记录证明"), "code": request.GET.get("code", "")[:40], "missing": bool(code)}
    return render(request, "volunteers/verify.html", context, status=404 if code else 200)


@require_GET
def verify(request: HttpRequest, certificate: str) -> HttpResponse:
    """What anybody may read of a certificate. Errors: ``Hidden``."""
    found = queries_certificates.verified(certificate)
    context = _row(found.certificate) | {"title": _("核验志愿服务记录证明"), "found": found}
    return render(request, "volunteers/verified.html", context)
