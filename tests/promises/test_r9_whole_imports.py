"""R9: a sheet of 10,000 organisations with 100 bad rows names those and no other, and writes nothing; twice adds nothing."""

import hashlib
import random
from dataclasses import replace

import pytest

from bangfu.apps.organisations.models import Organisation
from bangfu.plumbing.access import Actor, Grant
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.imports import examine as examining
from bangfu.plumbing.imports.actions import commit_batch, upload_sheet
from bangfu.plumbing.imports.importer import importers
from bangfu.plumbing.sheets import csv_bytes
from bangfu.values import CreditCode
from tests.samples import make_places

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R9")]
TITLES = ("名称", "统一社会信用代码", "组织类型", "所在区划", "可承接数量", "信用状态")
CLERK = Actor(person="clerkclerkclerk1", kind="person", grants=(Grant("bureau", "region", "44"),))
# Each bad row has one of these; the last one has two bad cells.
FAULTS = (
    {1: "91440101000000000X"},
    {2: "不知道什么类型"},
    {3: "没有这个地方市"},
    {4: "-3"},
    {0: ""},
    {5: "很好"},
    {4: "三个半", 3: "449999999999"},
)


def sheet(count: int, bad: dict[int, dict[int, str]]) -> bytes:
    """A sheet of good rows but for the faults; row numbers as the spreadsheet shows them, from 2."""
    rows = []
    for number in range(2, count + 2):
        code = CreditCode.example("52", number).code
        row = [f"试验{number}社工服务中心", code, "社会服务机构", "440106000000", "3", "正常"]
        for column, text in bad.get(number, {}).items():
            row[column] = text
        rows.append(row)
    return csv_bytes(TITLES, rows)


def faulty(count: int, share: int) -> dict[int, dict[int, str]]:
    """Which rows are bad, and how; the same each time."""
    chosen = random.Random(9).sample(range(2, count + 2), share)
    return {row: FAULTS[turn % len(FAULTS)] for turn, row in enumerate(chosen)}


def uploaded(data: bytes, name: str):
    digest = hashlib.sha256(data).hexdigest()
    return upload_sheet(by=CLERK, kind="organisations", file_name="名录.csv", data=data, sha256=digest, name=name)


def dishonest(count: int, bad: dict[int, dict[int, str]]) -> list[str]:
    """How an import of a sheet with these faults falls short of the promise."""
    data, found = sheet(count, bad), []
    before = Organisation.objects.count()
    report = examining.examine(importers()["organisations"], data, by=CLERK).report
    named = {problem.row for problem in report.errors}
    cells = {(problem.row, problem.column.rstrip("*")) for problem in report.errors}
    wanted = {(row, TITLES[column]) for row, faults in bad.items() for column in faults}
    found += [f"{len(set(bad) - named)} bad rows not named"] if set(bad) - named else []
    found += [f"{len(named - set(bad))} good rows named"] if named - set(bad) else []
    found += [f"{len(wanted - cells)} bad cells not named"] if wanted - cells else []
    found += [f"no reason at {p.cell}" for p in report.errors if not (p.message and p.fix and p.cell)]
    batch = uploaded(data, f"坏-{count}")
    try:
        commit_batch(by=CLERK, batch_id=batch.pk, confirmed=f"{count}-{count - len(bad)}-0-0-0")
        found.append("it was written")
    except Refused:
        pass
    return found + (["rows were written"] if Organisation.objects.count() != before else [])


def test_ten_thousand_rows_with_a_hundred_bad_are_named_and_nothing_is_written():
    make_places()
    bad = faulty(10_000, 100)
    found = dishonest(10_000, bad)
    print(f"R9 rows 10000 bad {len(bad)} cells {sum(map(len, bad.values()))} wrong {len(found)}")
    assert found == []


def test_a_second_upload_of_the_same_sheet_adds_nothing():
    make_places()
    data = sheet(500, {})
    first = examining.examine(importers()["organisations"], data, by=CLERK)
    assert first.report.errors == [] and first.report.new == 500
    commit_batch(by=CLERK, batch_id=uploaded(data, "好-一").pk, confirmed=first.counts())
    assert Organisation.objects.count() == 500
    second = examining.examine(importers()["organisations"], data, by=CLERK)
    assert (second.report.new, second.report.unchanged) == (0, 500)
    commit_batch(by=CLERK, batch_id=uploaded(data, "好-二").pk, confirmed=second.counts())
    assert Organisation.objects.count() == 500
    print("R9 second upload of 500 rows adds 0")


def test_rows_outside_ones_own_district_are_named():
    """A sheet is no way around one's scope."""
    make_places()
    clerk = replace(CLERK, grants=(Grant("district", "region", "440111"),))
    found = examining.examine(importers()["organisations"], sheet(3, {}), by=clerk)
    assert {problem.row for problem in found.report.errors} == {2, 3, 4}


@pytest.mark.parametrize("kept", [1, 99])
def test_the_check_finds_a_reader_that_stops_early(monkeypatch, kept):
    """The planted fault: the report ends before the last bad row."""
    make_places()
    real = examining.read_table

    def hasty(*args, **more):
        table = real(*args, **more)
        table.problems = table.problems[:kept]
        return table

    monkeypatch.setattr(examining, "read_table", hasty)
    assert any("not named" in line for line in dishonest(400, faulty(400, 100)))
