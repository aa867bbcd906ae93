"""An agreement to read and take away, and the page on which an office edits a template."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bangfu.apps.agreements import actions, queries, rules, sheets
from bangfu.apps.agreements.forms import TemplateForm
from bangfu.plumbing.access import Actor, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.documents import MEDIA_TYPE, PDF_TYPE, Paper, pdf_bytes, word_bytes
from bangfu.values import Refusal


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
def agreement(request: HttpRequest, agreement: str) -> HttpResponse:
    """Every text of an agreement with its signatures, the newest first."""
    found = queries.agreement_for(_actor(request), agreement)
    sheets_ = queries.sheets_of(found)
    liaisons = queries.liaisons_of(found)
    context = {
        "heading": found.title,
        "agreement": found,
        "sheets": sheets_,
        "liaisons": [(one.name, liaisons[one.position]) for one in found.parties.all() if one.position in liaisons],
        "ended": rules.AGREEMENT_ENDS.get(found.ended_how, ""),
        "crumbs": [{"label": _("结对和组团"), "path": "/my/pairs/"}, {"label": found.number}],
    }
    return render(request, "agreements/agreement.html", context)


def _paper(request: HttpRequest, agreement: str) -> tuple[str, Paper]:
    found = queries.agreement_for(_actor(request), agreement)
    sheet = queries.sheet_to_show(found)
    if sheet is None:
        raise Hidden
    return found.number, sheets.paper_of(found, sheet)


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def word(request: HttpRequest, agreement: str) -> HttpResponse:
    """The text that counts, as Word."""
    number, paper = _paper(request, agreement)
    return _file(word_bytes(paper), MEDIA_TYPE, f"{number}.docx")


@require_GET
def pdf(request: HttpRequest, agreement: str) -> HttpResponse:
    """The same as PDF."""
    number, paper = _paper(request, agreement)
    return _file(pdf_bytes(paper), PDF_TYPE, f"{number}.pdf")


# --- templates -------------------------------------------------------------------------------------------------------------


@require_GET
def templates(request: HttpRequest) -> HttpResponse:
    """The kinds of agreements. Errors: ``Denied``."""
    queries.require_editor(_actor(request))
    rows = [queries.template_shown(kind) for kind in rules.KINDS]
    context = {"heading": _("协议范本"), "rows": rows}
    return render(request, "agreements/templates.html", context)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """Edit a template: preview it, or keep the next version. A field that nobody fills is refused by its name."""
    queries.require_editor(_actor(request))
    shown = queries.template_shown(kind)
    form = TemplateForm(request.POST or None, initial={"text": shown.text, "seen": shown.serial})
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            refusal = rules.template_refusal(kind, form.cleaned_data["text"])
        else:
            refusal = _saved(request, kind, form)
            if refusal is None:
                return redirect("agreements:template", kind=kind)
    text = form.cleaned_data["text"] if form.is_bound and form.is_valid() else shown.text
    bad = bool(refusal or form.errors)
    context: dict[str, Any] = {
        "heading": shown.title,
        "shown": shown,
        "form": form,
        "refusal": refusal,
        "errors_on_page": bad,
        "fields": [(f"{{{{{name}}}}}", sentence) for name, sentence in rules.KINDS[kind].fields.items()],
        "preview": rules.blocks_of(rules.filled(text, sheets.sample_values(kind))),
        "crumbs": [{"label": _("协议范本"), "path": "/desk/templates/"}, {"label": shown.title}],
    }
    return render(request, "agreements/template.html", context, status=422 if bad else 200)


def _saved(request: HttpRequest, kind: str, form: TemplateForm) -> Refusal | None:
    data = form.cleaned_data
    try:
        made = actions.edit_template(
            by=_actor(request), key=data["key"], kind=kind, text=data["text"], note=data["note"], seen=data["seen"]
        )  # type: ignore[call-arg]
    except Refused as refused:
        return refused.refusal
    messages.success(request, _("已存为第 %(n)d 版，以后写的协议都用它；已签的不变。") % {"n": made.serial})
    return None


@require_GET
def preview_word(request: HttpRequest, kind: str) -> HttpResponse:
    """The present template with what each field holds, as Word."""
    queries.require_editor(_actor(request))
    return _file(word_bytes(sheets.preview_paper(kind, queries.template_shown(kind).text)), MEDIA_TYPE, f"{kind}.docx")


@require_GET
def preview_pdf(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as PDF."""
    queries.require_editor(_actor(request))
    return _file(pdf_bytes(sheets.preview_paper(kind, queries.template_shown(kind).text)), PDF_TYPE, f"{kind}.pdf")
