"""The page that verifies, the receipts it works on, and the log's own files."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bangfu.apps.disclosure import queries, rules
from bangfu.plumbing.access import Hidden

TEXT = "text/plain; charset=utf-8"
LONGEST = 60


def _given(request: HttpRequest) -> tuple[str, list[queries.Proven], bool]:
    """The number that was asked for, what the log says of it, and whether it says nothing."""
    number = request.GET.get("no", "").strip()[:LONGEST]
    try:
        return number, queries.proven_entries(number) if rules.is_number(number) else [], bool(number)
    except Hidden:
        return number, [], True


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """The page; with a number, the entries of it to download for who has no JavaScript."""
    number, found, asked = _given(request)
    title = _("核验")
    context = {
        "title": title,
        "crumbs": [{"label": _("首页"), "path": "/"}, {"label": title}],
        "number": number,
        "found": found,
        "missing": asked and not found,
        "head": queries.last_head(),
        "vkey": queries.published_key(),
    }
    return render(request, "disclosure/verify.html", context)


@require_GET
def verifier(request: HttpRequest) -> FileResponse:
    """The program that checks without us."""
    return FileResponse(
        queries.verifier_path().open("rb"), content_type=TEXT, as_attachment=True, filename="verifier.py"
    )


@require_GET
def proofs(request: HttpRequest, number: str) -> JsonResponse:
    """What the log says of a number: receipts and exact entries, for the browser to recompute."""
    if not rules.is_number(number[:LONGEST]):
        raise Hidden
    found = [_as_data(one) for one in queries.proven_entries(number[:LONGEST])]
    return JsonResponse({"vkey": queries.published_key(), "entries": found}, json_dumps_params={"ensure_ascii": False})


def _as_data(one: queries.Proven) -> dict[str, Any]:
    return {"index": one.receipt.index, "kind": one.kind, "receipt": str(one.receipt), "entry": one.entry.decode()}


def _attached(raw: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(raw, content_type=TEXT)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
def receipt(request: HttpRequest, position: int) -> HttpResponse:
    """The receipt of one entry."""
    return _attached(str(queries.proven_entry(position).receipt).encode(), f"{position}.tlog-proof")


@require_GET
def entry(request: HttpRequest, position: int) -> HttpResponse:
    """The exact bytes of one entry."""
    return _attached(queries.proven_entry(position).entry, f"{position}.entry")


@require_GET
def log_file(request: HttpRequest, name: str) -> FileResponse:
    """A file of the published log. A full tile never changes; the head does."""
    if not rules.is_log_file(name):
        raise Http404
    try:
        handle = (queries.own_folder() / name).open("rb")
    except OSError:
        raise Http404 from None
    kind = "application/octet-stream" if name.startswith("tile/") else TEXT
    answer = FileResponse(handle, content_type=kind)
    answer["Cache-Control"] = "public, max-age=31536000, immutable" if kind != TEXT else "no-cache"
    return answer
