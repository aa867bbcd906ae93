"""The life of a batch: uploaded, mended, committed or dropped, undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.imports.examine import Examined
from bangfu.plumbing.imports.importer import Importer, State, importer_for
from bangfu.plumbing.imports.models import ChosenColumn, ImportBatch
from bangfu.plumbing.imports.waiting import examined, mended_of, packed, with_mends
from bangfu.plumbing.sheets import Mended
from bangfu.values import Refusal, opaque_id, shanghai_day

LONGEST_NAME, LONGEST_TITLE = 40, 80


def _importer(kind: str, by: Actor) -> Importer:
    importer = importer_for(kind)
    if importer is None:
        raise Refused(Refusal("imports.unknown_kind", f"没有「{kind}」这种表。", "请核对种类的名称。"))
    if not by.has(importer.permission):
        raise Refused(Refusal("imports.not_allowed", f"您没有导入「{importer.title}」的权限。", "请向管理员申请。"))
    return importer


def _locked(batch_id: str, by: Actor, stage: str) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.person != by.person:
        refuse(Refusal("imports.not_yours", "只有上传的人可以办理这一批。"))
    if batch.stage != stage:
        state = batch.get_stage_display()  # type: ignore[attr-defined]
        refuse(Refusal("imports.wrong_stage", f"这一批{state}，不能再办理。", "请刷新页面。"))
    return batch


@action("imports.upload_sheet")
def upload_sheet(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    kind: str,
    file_name: str,
    data: bytes,
    sha256: str,
    name: str = "",
) -> ImportBatch:
    """Keep a file, sealed, for preview. Nothing of the room is written.

    Args: ``name`` is the batch's name, by default made from kind and day. Errors: ``Refused`` on a name used before.
    """
    assert at is not None
    _importer(kind, by)
    name = name.strip() or f"{kind}-{shanghai_day(at):%Y%m%d}-{opaque_id()[:6]}"
    if len(name) > LONGEST_NAME:
        refuse(Refusal("imports.name_long", f"批次名最多 {LONGEST_NAME} 个字。", "请缩短。"))
    if ImportBatch.objects.filter(name=name).exists():
        refuse(Refusal("imports.name_used", f"批次名「{name}」已经用过。", "请换一个名字。"))
    batch = ImportBatch.objects.create(
        kind=kind,
        name=name,
        person=by.person,
        file_name=file_name[:200],
        file_sha256=sha256,
        content=packed(data),
        uploaded_at=at,
    )
    record(subject=batch, changes={"stage": ("", batch.stage), "file_sha256": ("", sha256)})
    return batch


@action("imports.mend_rows")
def mend_rows(*, by: Actor, at: datetime | None = None, key: str = "", batch_id: str, mended: Mended) -> ImportBatch:
    """Change cells or take rows out of a waiting batch; earlier mends stay unless named again."""
    batch = _locked(batch_id, by, ImportBatch.Stage.WAITING)
    before = mended_of(batch)
    after = Mended({**before.cells, **mended.cells}, before.removed | mended.removed)
    batch.mended = with_mends(after)
    batch.save(update_fields=["mended"])
    cells, rows = len(mended.cells), "、".join(f"{sheet} 第 {row} 行".strip() for sheet, row in sorted(mended.removed))
    record(subject=batch, note=f"改 {cells} 格；删去 {rows or '0 行'}"[:500], count=cells + len(mended.removed))
    return batch


@action("imports.choose_columns")
def choose_columns(
    *, by: Actor, at: datetime | None = None, key: str = "", batch_id: str, columns: Mapping[str, str]
) -> ImportBatch:
    """Say which columns the titles of a waiting batch are that its kind does not know; remembered for the next file.

    Args: ``columns`` maps a title to the key of a column, or to "" for none. Errors: ``Refused`` for an unknown column.
    """
    assert at is not None
    batch = _locked(batch_id, by, ImportBatch.Stage.WAITING)
    known = {column.key for column in _importer(batch.kind, by).schema().columns}
    for title, column in columns.items():
        mine: dict[str, Any] = {"person": by.person, "kind": batch.kind, "title": title[:LONGEST_TITLE]}
        if not column:
            ChosenColumn.objects.filter(**mine).delete()
        elif column in known:
            ChosenColumn.objects.update_or_create(**mine, defaults={"column": column, "chosen_at": at})
        else:
            refuse(Refusal("imports.unknown_column", "没有这一列。", "请从列表里选。"))
    record(
        subject=batch, note="指定列：" + "、".join(f"{one or '不用'}" for one in columns.values()), count=len(columns)
    )
    return batch


@action("imports.commit_batch")
def commit_batch(*, by: Actor, at: datetime | None = None, key: str = "", batch_id: str, confirmed: str) -> ImportBatch:
    """Write the whole batch in this one transaction.

    Args: ``confirmed`` is `Examined.counts` as the person saw it.
    Errors: ``Refused`` when a cell is still wrong, when the counts have changed meanwhile, or when the room refuses.
    """
    assert at is not None
    batch = _locked(batch_id, by, ImportBatch.Stage.WAITING)
    importer = _importer(batch.kind, by)
    found = examined(batch, importer, by)
    refuse(why_not(found, confirmed))
    written = [one for one in found.outcomes if one.state in (State.NEW, State.UPDATE)]
    if written:
        importer.apply(written, by=by, at=at, batch=batch.name)
    batch.stage, batch.committed_at = ImportBatch.Stage.COMMITTED, at
    batch.content = batch.mended = ""
    report = found.report
    batch.counts = {
        "total": report.total,
        "new": report.new,
        "update": report.update,
        "unchanged": report.unchanged,
        "duplicate": report.duplicate,
    }
    batch.save()
    record(subject=batch, changes={"stage": ("waiting", "committed")}, count=len(written))
    return batch


def why_not(found: Examined, confirmed: str) -> Refusal | None:
    """Why a batch may not be written, if so."""
    if found.report.errors:
        wrong = len(found.report.errors)
        return Refusal("imports.has_errors", f"还有 {wrong} 处要改，整批没有写入。", "请改好，或按行删去。")
    if confirmed != found.counts():
        return Refusal("imports.changed_meanwhile", "确认之后名录有变动，数目和您看到的不同。", "请再看一遍预览。")
    return None


@action("imports.drop_batch")
def drop_batch(*, by: Actor, at: datetime | None = None, key: str = "", batch_id: str) -> ImportBatch:
    """Give a waiting batch up; its file is removed."""
    batch = _locked(batch_id, by, ImportBatch.Stage.WAITING)
    batch.stage = ImportBatch.Stage.DROPPED
    batch.content = batch.mended = ""
    batch.save()
    record(subject=batch, changes={"stage": ("waiting", "dropped")})
    return batch


@action("imports.undo_import")
def undo_import(*, by: Actor, at: datetime | None = None, key: str = "", name: str) -> ImportBatch:
    """Take a committed batch back, whole, while nothing depends on it.

    Errors: ``Refused`` when there is no such batch, it is undone already, or the room says what depends on it.
    """
    assert at is not None
    batch = ImportBatch.objects.select_for_update().filter(name=name).first()
    if batch is None:
        raise Refused(Refusal("imports.no_batch", f"没有名为「{name}」的批次。", "请核对批次名。"))
    importer = _importer(batch.kind, by)
    if batch.stage != ImportBatch.Stage.COMMITTED:
        state = batch.get_stage_display()  # type: ignore[attr-defined]
        refuse(Refusal("imports.wrong_stage", f"这一批{state}，不能撤销。"))
    if batch.counts.get("new") or batch.counts.get("update"):
        importer.undo(by=by, at=at, batch=batch.name)
    batch.stage, batch.undone_at = ImportBatch.Stage.UNDONE, at
    batch.save(update_fields=["stage", "undone_at"])
    record(subject=batch, changes={"stage": ("committed", "undone")})
    return batch
