"""Sheets into a site: previewed, mended in place, whole or not at all, undone (R9)."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bangfu.cli import main
from bangfu.plumbing.access import Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.clock import now
from bangfu.plumbing.imports import Change, Outcome, State, importer, importer_for
from bangfu.plumbing.imports.actions import (
    choose_columns,
    commit_batch,
    drop_batch,
    mend_rows,
    undo_import,
    upload_sheet,
)
from bangfu.plumbing.imports.examine import examine
from bangfu.plumbing.imports.importer import Matched
from bangfu.plumbing.imports.models import ImportBatch
from bangfu.plumbing.imports.queries import batch_for
from bangfu.plumbing.imports.waiting import examined
from bangfu.plumbing.runs.models import Run
from bangfu.plumbing.sheets import Column, Kind, Limits, Mended, Schema
from bangfu.values import Refusal
from tests.cast import cast  # noqa: F401 - the fixture

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]
SCHEMA = Schema("things", "物件", (Column("id", ("编号", "id"), Kind.CODE, required=True, unique=True), Column("name", ("名称", "name"), required=True, longest=20), Column("count", ("数量",), Kind.INTEGER, low=0, default=0)))  # fmt: skip


@action("things.import_things")
def import_things(*, by, at=None, key="", batch, outcomes):
    first = None
    for one in outcomes:
        values = one.row.values
        if values["name"] == "炸":
            refuse(Refusal("things.bang", "这一行在写入时出错。"))
        row, _ = Run.objects.update_or_create(
            kind="things", person=values["id"], defaults={"title": values["name"], "message": batch, "created_at": at}
        )
        first = first or row
    record(subject=first, count=len(outcomes))


class Things:
    """A room that keeps its things as runs of kind ``things``: id in ``person``, name in ``title``, batch in ``message``."""

    kind, title, permission = "things", "物件", "organisations.import"

    def schema(self):
        return SCHEMA

    def match(self, table, by):
        known = {run.person: run for run in Run.objects.filter(kind="things")}
        matched = Matched()
        for row in table.rows:
            old = known.get(row.values["id"])
            name = row.values["name"]
            if name == "外地":
                matched.problems.append(table.problem(row, "name", "outside", "不在您的辖区。", "请删去这一行。"))
            elif old is None:
                matched.outcomes.append(Outcome(row, State.NEW, label=name))
            elif old.title == name:
                matched.outcomes.append(Outcome(row, State.UNCHANGED, old.pk, name))
            else:
                matched.outcomes.append(Outcome(row, State.UPDATE, old.pk, name, (Change("名称", old.title, name),)))
        return matched

    def apply(self, outcomes, *, by, at, batch):
        import_things(by=by, at=at, batch=batch, outcomes=outcomes)

    def undo(self, *, by, at, batch):
        if Run.objects.filter(kind="things", message=batch, done=1).exists():
            refuse(Refusal("things.in_use", "已有后续办理。"))
        Run.objects.filter(kind="things", message=batch).delete()


@pytest.fixture(autouse=True)
def wired(monkeypatch):
    monkeypatch.setattr(importer, "_importers", {"things": Things()})


def csv(*lines: str) -> bytes:
    return "\n".join(("编号,名称,数量", *lines)).encode()


def uploaded(by, data: bytes, name: str = "") -> ImportBatch:
    return upload_sheet(
        by=by, kind="things", file_name="物件.csv", data=data, sha256=hashlib.sha256(data).hexdigest(), name=name
    )


def committed(by, data: bytes, name: str = "") -> ImportBatch:
    batch = uploaded(by, data, name)
    return commit_batch(by=by, batch_id=batch.pk, confirmed=examined(batch, importer_for("things"), by).counts())


def things() -> dict[str, str]:
    return dict(Run.objects.filter(kind="things").values_list("person", "title"))


@pytest.fixture
def bureau(cast):  # noqa: F811
    return cast["bureau"].actor


def test_nothing_is_written_before_the_commit_and_all_is_after(bureau):
    batch = uploaded(bureau, csv("A,甲,1", "B,乙,2"))
    assert things() == {}
    commit_batch(by=bureau, batch_id=batch.pk, confirmed="2-2-0-0-0")
    assert things() == {"A": "甲", "B": "乙"}
    batch.refresh_from_db()
    assert batch.stage == "committed" and batch.content == "" and batch.counts["new"] == 2


def test_a_second_upload_of_the_same_file_adds_nothing(bureau):
    data = csv("A,甲,1", "B,乙,2")
    committed(bureau, data)
    report = examine(importer_for("things"), data, by=bureau).report
    assert (report.new, report.update, report.unchanged) == (0, 0, 2)
    committed(bureau, data)
    assert len(things()) == 2


def test_one_bad_row_blocks_the_file_until_it_is_mended_in_place(bureau):
    batch = uploaded(bureau, csv("A,甲,三", "B,,2"))
    with pytest.raises(Refused) as refused:
        commit_batch(by=bureau, batch_id=batch.pk, confirmed="2-0-0-0-0")
    assert refused.value.refusal.code == "imports.has_errors" and things() == {}
    mend_rows(by=bureau, batch_id=batch.pk, mended=Mended({("", 2, "count"): "3"}))
    mend_rows(by=bureau, batch_id=batch.pk, mended=Mended({("", 3, "name"): "乙"}))
    commit_batch(by=bureau, batch_id=batch.pk, confirmed="2-2-0-0-0")
    assert things() == {"A": "甲", "B": "乙"}


def test_a_row_is_removed_by_its_name_and_the_trail_says_which(bureau):
    batch = uploaded(bureau, csv("A,甲,1", "B,外地,2"))
    mend_rows(by=bureau, batch_id=batch.pk, mended=Mended(removed=frozenset({("", 3)})))
    commit_batch(by=bureau, batch_id=batch.pk, confirmed="1-1-0-0-0")
    assert things() == {"A": "甲"}
    assert AuditRecord.objects.filter(action="imports.mend_rows", note__contains="第 3 行").exists()


def test_a_failure_in_the_middle_of_the_commit_leaves_nothing(bureau):
    batch = uploaded(bureau, csv("A,甲,1", "B,炸,2"))
    with pytest.raises(Refused):
        commit_batch(by=bureau, batch_id=batch.pk, confirmed="2-2-0-0-0")
    batch.refresh_from_db()
    assert things() == {} and batch.stage == "waiting"


def test_a_change_between_preview_and_commit_is_refused(bureau):
    batch = uploaded(bureau, csv("A,甲,1"))
    Run.objects.create(kind="things", person="A", title="旧", created_at=now())
    with pytest.raises(Refused) as refused:
        commit_batch(by=bureau, batch_id=batch.pk, confirmed="1-1-0-0-0")
    assert refused.value.refusal.code == "imports.changed_meanwhile"


def test_undo_takes_the_batch_back_once_and_not_when_something_depends_on_it(bureau):
    batch = committed(bureau, csv("A,甲,1"), "第一批")
    Run.objects.filter(kind="things").update(total=1, done=1)
    with pytest.raises(Refused):
        undo_import(by=bureau, name="第一批")
    Run.objects.filter(kind="things").update(total=0, done=0)
    undo_import(by=bureau, name="第一批")
    assert things() == {}
    with pytest.raises(Refused):
        undo_import(by=bureau, name=batch.name)


def test_only_those_with_the_right_upload_and_only_the_uploader_sees(cast):  # noqa: F811
    with pytest.raises(Refused):
        uploaded(cast["village"].actor, csv("A,甲,1"))
    batch = uploaded(cast["bureau"].actor, csv("A,甲,1"))
    for who in ("district", "auditor", "administrator", "nobody", "public"):
        with pytest.raises(Hidden):
            batch_for(cast[who].actor, batch.pk)
    with pytest.raises(Refused):
        commit_batch(by=cast["district"].actor, batch_id=batch.pk, confirmed="1-1-0-0-0")


def test_the_file_is_sealed_while_it_waits_and_gone_when_dropped(bureau):
    batch = uploaded(bureau, csv("A,机密词,1"))
    raw = ImportBatch.objects.filter(pk=batch.pk).values_list("content", flat=True).get()
    assert raw and "机密词" not in raw and "5py6" not in raw
    drop_batch(by=bureau, batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.content == "" and batch.stage == "dropped"


def test_a_batch_name_is_used_once(bureau):
    uploaded(bureau, csv("A,甲,1"), "同名")
    with pytest.raises(Refused) as refused:
        uploaded(bureau, csv("B,乙,1"), "同名")
    assert refused.value.refusal.code == "imports.name_used"


def test_the_pages_lead_from_upload_over_mending_to_commit_and_undo(cast):  # noqa: F811
    client = cast["bureau"].client
    assert "物件" in client.get("/desk/import/").content.decode()
    assert client.get("/desk/import/template/things.xlsx").content[:2] == b"PK"
    Run.objects.create(kind="things", person="A", title="旧名", created_at=now())
    sent = SimpleUploadedFile("物件.csv", csv("A,新名,1", "B,乙,三"))
    answer = client.post("/desk/import/upload/", {"kind": "things", "file": sent})
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert page.status_code == 200 and "C3" in text and "旧名" in text and "新名" in text and "确认写入" not in text
    assert client.get(answer["Location"] + "marked.xlsx").content[:2] == b"PK"
    client.post(answer["Location"] + "mend/", {"cell:3:count:": "3"})
    text = client.get(answer["Location"]).content.decode()
    assert "确认写入：新增 1 行，更新 1 行，不变 0 行" in text
    client.post(answer["Location"] + "commit/", {"counts": "2-1-1-0-0"})
    assert things() == {"A": "新名", "B": "乙"}
    assert "已全部写入" in client.get(answer["Location"]).content.decode()
    client.post(answer["Location"] + "undo/")
    assert things() == {}


def test_the_pages_refuse_with_sentences(cast):  # noqa: F811
    client = cast["bureau"].client
    assert client.post("/desk/import/upload/", {"kind": "things"}).status_code == 400
    sent = SimpleUploadedFile("x.csv", b"")
    answer = client.post("/desk/import/upload/", {"kind": "things", "file": sent})
    assert "空" in client.get(answer["Location"]).content.decode()
    assert client.post(answer["Location"] + "mend/", {"cell:x:y:z": "1"}).status_code == 400
    assert client.post(answer["Location"] + "commit/", {"counts": ""}).status_code == 409
    assert cast["village"].client.get("/desk/import/").status_code == 403
    assert cast["district"].client.get(answer["Location"]).status_code == 404


def test_markup_in_a_sheet_is_shown_inert(cast):  # noqa: F811
    client = cast["bureau"].client
    sent = SimpleUploadedFile("<b>.csv", csv("A,<script>alert(1)</script>过长的名称过长的名称,<img src=x>"))
    answer = client.post("/desk/import/upload/", {"kind": "things", "file": sent})
    text = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in text and "<img src=x>" not in text and "&lt;img" in text


def test_the_command_writes_whole_or_names_every_cell(tmp_path, capsys, bureau):
    good, bad, report = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "report.json"
    good.write_bytes(csv("A,甲,1"))
    bad.write_bytes(csv("B,,x"))
    assert main(["import", "things", str(bad), "--report", str(report)]) == 1
    said = json.loads(report.read_text("utf-8"))
    assert [error["cell"] for error in said["errors"]] == ["B2", "C2"] and said["committed"] is False
    assert things() == {} and not ImportBatch.objects.exists()
    assert main(["import", "things", str(good), "--dry-run", "--report", str(report)]) == 0
    assert things() == {} and json.loads(report.read_text("utf-8"))["new"] == 1
    assert main(["import", "things", str(good), "--batch", "批一", "--report", str(report)]) == 0
    said = json.loads(report.read_text("utf-8"))
    assert said["committed"] is True and said["batch"] == "批一" and things() == {"A": "甲"}
    documented = [
        "kind",
        "file_sha256",
        "total",
        "new",
        "update",
        "unchanged",
        "duplicate",
        "errors",
        "committed",
        "batch",
    ]
    assert set(documented) <= set(said)
    assert main(["undo-import", "批一"]) == 0 and things() == {}
    assert main(["undo-import", "批一"]) == 1
    assert main(["template", "things", "--out", str(tmp_path / "t.xlsx")]) == 0
    assert main(["import", "nothing", str(good)]) == 1
    capsys.readouterr()


def odd(*lines: str) -> bytes:
    """A sheet whose column of names has a title that the kind does not know."""
    return "\n".join(("编号,物品叫什么,数量", *lines)).encode()


def test_a_person_says_which_column_a_title_is_and_it_is_remembered_for_the_next_file(cast):  # noqa: F811
    client = cast["bureau"].client
    sent = SimpleUploadedFile("物件.csv", odd("A,甲,1"))
    batch = client.post("/desk/import/upload/", {"kind": "things", "file": sent})["Location"]
    text = client.get(batch).content.decode()
    assert "认不得的表头" in text and "物品叫什么" in text and "确认写入" not in text
    client.post(batch + "columns/", {"title": ["物品叫什么"], "column": ["name"]})
    assert '<option value="name" selected>' in client.get(batch).content.decode()
    client.post(batch + "commit/", {"counts": "1-1-0-0-0"})
    assert things() == {"A": "甲"}
    assert AuditRecord.objects.get(action="imports.choose_columns").person == cast["bureau"].actor.person
    again = uploaded(cast["bureau"].actor, odd("B,乙,2"))
    assert examined(again, importer_for("things"), cast["bureau"].actor).counts() == "1-1-0-0-0"
    other = examined(again, importer_for("things"), cast["administrator"].actor)
    assert [problem.code for problem in other.report.errors] == ["column_missing"], "a choice is its person's own"
    client.post(f"/desk/import/{again.pk}/columns/", {"title": ["物品叫什么"], "column": [""]})
    assert examined(again, importer_for("things"), cast["bureau"].actor).report.unknown_columns == ["物品叫什么"]


def test_a_title_cannot_be_made_a_column_that_does_not_exist_or_stands_there_already(bureau):
    batch = uploaded(bureau, "编号,名称,又一个\nA,甲,乙".encode())
    with pytest.raises(Refused):
        choose_columns(by=bureau, batch_id=batch.pk, columns={"又一个": "nonsense"})
    choose_columns(by=bureau, batch_id=batch.pk, columns={"又一个": "name"})
    found = examined(batch, importer_for("things"), bureau)
    assert "column_twice" in [problem.code for problem in found.report.errors]


def test_a_kind_of_sheet_may_have_limits_of_its_own(bureau, monkeypatch):
    rows = csv("A,甲,1", "B,乙,2", "C,丙,3")
    monkeypatch.setattr(Things, "limits", Limits(rows=2), raising=False)
    assert [one.code for one in examine(importer_for("things"), rows, by=bureau).report.errors] == ["too_many_rows"]
    monkeypatch.setattr(Things, "limits", Limits(rows=3), raising=False)
    assert examine(importer_for("things"), rows, by=bureau).report.new == 3
