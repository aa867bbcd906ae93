"""The pages of an import: choose and upload, preview and mend, commit, result and undo. All work without JavaScript."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.imports import actions
from bangfu.plumbing.imports.importer import Importer, State, importer_for, limits_of
from bangfu.plumbing.imports.models import ImportBatch
from bangfu.plumbing.imports.queries import batch_for, kinds_for, recent_batches
from bangfu.plumbing.imports.waiting import examined, file_of
from bangfu.plumbing.sheets import FileRefused, Mended, marked_copy, template

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_ERRORS, SHOWN_ROWS = 200, 100


def _need(request: HttpRequest, permission: str) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.has(permission):
        raise Denied(permission)
    return actor


def overview(request: HttpRequest, refusal: object = None, status: int = 200) -> HttpResponse:
    """Which sheets may come in, and the latest batches."""
    actor = _need(request, "imports.read")
    page = {
        "heading": _("批量导入"),
        "subheading": _("下载模板填写，上传后先预览，确认了才写入；有错的表整张不写。"),
        "kinds": [_kind_shown(importer) for importer in kinds_for(actor)],
        "batches": recent_batches(actor),
        "refusal": refusal,
    }
    return render(request, "imports/list.html", page, status=status)


def _kind_shown(importer: Importer) -> dict[str, Any]:
    limits = limits_of(importer)
    return {
        "kind": importer.kind,
        "title": importer.title,
        "megabytes": limits.file_bytes // 1_000_000,
        "rows": limits.rows,
    }


def empty_sheet(request: HttpRequest, kind: str) -> HttpResponse:
    """The template of a kind."""
    importer = importer_for(kind)
    if importer is None:
        raise Hidden
    _need(request, importer.permission)
    return _download(template(importer.schema()), f"{kind}-template.xlsx")


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and show the preview."""
    actor = _need(request, "imports.read")
    sent = request.FILES.get("file")
    if sent is None:
        return overview(request, _("请先选择文件。"), 400)
    importer = importer_for(request.POST.get("kind", ""))
    if importer is not None and (sent.size or 0) > limits_of(importer).file_bytes:
        return overview(request, _("文件太大，请删去图片或分成几个文件。"), 413)
    data = sent.read()
    try:
        batch = actions.upload_sheet(
            by=actor,
            key=request.POST.get("key", ""),
            kind=request.POST.get("kind", ""),
            file_name=sent.name or "",
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
        )
    except Refused as refused:
        return overview(request, refused.refusal, 409)
    return redirect("imports:batch", batch_id=batch.pk)


def preview(request: HttpRequest, batch_id: str, refusal: object = None, status: int = 200) -> HttpResponse:
    """What the file would do, cell by cell; or how the batch ended."""
    batch = batch_for(request.actor, batch_id)  # type: ignore[attr-defined]
    page: dict[str, Any] = {"batch": batch, "heading": batch.name, "subheading": batch.file_name, "refusal": refusal}
    if batch.stage == ImportBatch.Stage.WAITING:
        page |= _waiting(batch, _importer(batch), request)
    else:
        page["figures"] = _figures(batch.counts)
    return render(request, "imports/batch.html", page, status=status)


def _waiting(batch: ImportBatch, importer: Importer, request: HttpRequest) -> dict[str, Any]:
    found = examined(batch, importer, request.actor)  # type: ignore[attr-defined]
    report = found.report
    columns = found.table.schema.columns
    keys = {title: column.key for column in columns for title in column.titles} | found.table.chosen_columns
    titles = dict.fromkeys(report.unknown_columns, "") | found.table.chosen_columns
    errors = [{"problem": problem, "key": keys.get(problem.column.rstrip("*"), "")} for problem in report.errors]
    return {
        "report": report,
        "titles": list(titles.items()),
        "columns": columns,
        "figures": _figures(report.as_json()),
        "errors": errors[:SHOWN_ERRORS],
        "more_errors": max(0, len(errors) - SHOWN_ERRORS),
        "bad_rows": sorted({(one.sheet, one.row) for one in report.errors if one.row})[:SHOWN_ERRORS],
        "updates": found.of(State.UPDATE)[:SHOWN_ROWS],
        "news": found.of(State.NEW)[:SHOWN_ROWS],
        "counts": found.counts(),
        "importer": importer,
    }


def _figures(counts: dict[str, Any]) -> list[dict[str, Any]]:
    names = {
        "total": _("共"),
        "new": _("新增"),
        "update": _("更新"),
        "unchanged": _("不变"),
        "duplicate": _("重复"),
    }
    return [{"label": label, "value": counts[key], "unit": _("行")} for key, label in names.items() if key in counts]


def _importer(batch: ImportBatch) -> Importer:
    importer = importer_for(batch.kind)
    if importer is None:
        raise Hidden
    return importer


def marked(request: HttpRequest, batch_id: str) -> HttpResponse:
    """The uploader's own sheet with the bad cells coloured."""
    batch = batch_for(request.actor, batch_id)  # type: ignore[attr-defined]
    if batch.stage != ImportBatch.Stage.WAITING:
        raise Hidden
    importer = _importer(batch)
    found = examined(batch, importer, request.actor)  # type: ignore[attr-defined]
    try:
        copy = marked_copy(file_of(batch), importer.schema(), found.report.errors)
    except FileRefused as error:
        return preview(request, batch_id, error.problem.sentence(), 409)
    return _download(copy, f"{batch.name}-marked.xlsx")


@require_POST
def mend(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Take new texts for bad cells, or take a row out by its name."""
    batch = batch_for(request.actor, batch_id)  # type: ignore[attr-defined]
    try:
        mended = _mended(request)
    except ValueError:
        return preview(request, batch_id, _("提交的内容不完整，请刷新后再改。"), 400)
    try:
        actions.mend_rows(
            by=request.actor,  # type: ignore[attr-defined]
            key=request.POST.get("key", ""),
            batch_id=batch.pk,
            mended=mended,
        )
    except Refused as refused:
        return preview(request, batch_id, refused.refusal, 409)
    return redirect("imports:batch", batch_id=batch.pk)


def _mended(request: HttpRequest) -> Mended:
    """Fields are ``cell:<row>:<key>:<sheet>`` with the new text, and ``remove`` = ``<row>:<sheet>``; empty texts are left."""
    cells = {}
    for name, value in request.POST.items():
        if name.startswith("cell:") and str(value).strip():
            _word, row, key, sheet = name.split(":", 3)
            cells[(sheet, int(row), key)] = str(value)[:5000]
    removed = set()
    for one in request.POST.getlist("remove"):
        row, _colon, sheet = one.partition(":")
        removed.add((sheet, int(row)))
    return Mended(cells, frozenset(removed))


@require_POST
def columns(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Take the person's word for which column a title is. Fields are ``title`` and ``column``, in the same order."""
    batch = batch_for(request.actor, batch_id)  # type: ignore[attr-defined]
    said = dict(zip(request.POST.getlist("title"), request.POST.getlist("column"), strict=False))
    try:
        actions.choose_columns(
            by=request.actor,  # type: ignore[attr-defined]
            key=request.POST.get("key", ""),
            batch_id=batch.pk,
            columns=said,
        )
    except Refused as refused:
        return preview(request, batch_id, refused.refusal, 409)
    return redirect("imports:batch", batch_id=batch.pk)


@require_POST
def commit(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Write all rows or none."""
    batch = batch_for(request.actor, batch_id)  # type: ignore[attr-defined]
    try:
        actions.commit_batch(
            by=request.actor,  # type: ignore[attr-defined]
            key=request.POST.get("key", ""),
            batch_id=batch.pk,
            confirmed=request.POST.get("counts", ""),
        )
    except Refused as refused:
        return preview(request, batch_id, refused.refusal, 409)
    return redirect("imports:batch", batch_id=batch.pk)


@require_POST
def drop(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Give it up."""
    batch = batch_for(request.actor, batch_id)  # type: ignore[attr-defined]
    try:
        actions.drop_batch(by=request.actor, key=request.POST.get("key", ""), batch_id=batch.pk)  # type: ignore[attr-defined]
    except Refused as refused:
        return preview(request, batch_id, refused.refusal, 409)
    return redirect("imports:list")


@require_POST
def undo(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Take a committed batch back."""
    batch = batch_for(request.actor, batch_id)  # type: ignore[attr-defined]
    try:
        actions.undo_import(by=request.actor, key=request.POST.get("key", ""), name=batch.name)  # type: ignore[attr-defined]
    except Refused as refused:
        return preview(request, batch_id, refused.refusal, 409)
    return redirect("imports:batch", batch_id=batch.pk)


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=SHEET_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response
