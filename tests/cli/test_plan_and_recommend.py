"""The planner on files: what is promised of `bangfu plan` and `bangfu recommend`, key by key and refusal by refusal."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import openpyxl
import pytest

from bangfu.cli import main

TINY_PACK = Path(__file__).parents[1] / "apps" / "programmes" / "tiny_city"
EXAMPLES = Path(__file__).parents[2] / "examples"
ORGANISATIONS, VILLAGES = EXAMPLES / "organisations.xlsx", EXAMPLES / "villages.xlsx"
HEAD_ORGANISATIONS = ["编号", "名称", "领域", "专业能力", "所在区划", "可承接数量"]
HEAD_NEEDS = ["编号", "名称", "区划", "领域", "所需能力", "最少承接组织数", "最多承接组织数", "优先级"]


def sheet(path: Path, rows: list[list[object]]) -> Path:
    """A CSV of these rows."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    path.write_text(buffer.getvalue(), "utf-8")
    return path


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """Three organisations and two needs, all good."""
    organisations = [
        ["A", "甲中心", "图书与阅读", "阅读推广:3", "440106", 1],
        ["B", "乙协会", "义诊与体检", "义诊:2", "广州市/越秀区", 2],
        ["C", "丙商会", "村道照明", "路灯安装维护", "天河区", 1],
    ]
    needs = [
        ["N1", "某村图书室", "441422101991", "图书与阅读", "阅读推广", 1, 2, 3],
        ["N2", "某村义诊", "梅州市大埔县高陂镇", "义诊与体检", "义诊:1", 0, 1, 1],
    ]
    return (
        sheet(tmp_path / "组织.csv", [HEAD_ORGANISATIONS, *organisations]),
        sheet(tmp_path / "需求.csv", [HEAD_NEEDS, *needs]),
    )


def plan(lists: tuple[Path, Path], *more: object) -> int:
    return main(["plan", "--organisations", str(lists[0]), "--needs", str(lists[1]), *map(str, more)])


def planned(lists: tuple[Path, Path], tmp_path: Path, *more: object) -> dict:
    out = tmp_path / "out.json"
    assert plan(lists, "--json", out, *more) == 0
    return json.loads(out.read_text("utf-8"))


# ---- the result


def test_the_json_has_the_documented_keys_and_scores_are_the_sum_of_their_reasons(tmp_path):
    document = planned((ORGANISATIONS, VILLAGES), tmp_path)
    assert set(document) == {"rows", "unmatched", "summary"}
    documented = "objective score_total upper_bound gap pairs needs_served shortfall min_partners price_of_fairness seconds engine weights input_sha256"
    assert set(documented.split()) <= set(document["summary"])
    for row in document["rows"]:
        assert {"organisation", "need", "score", "reasons"} <= set(row)
        assert row["score"] == sum(reason["points"] for reason in row["reasons"])
        assert all(set(reason) == {"code", "text", "points"} for reason in row["reasons"])
    order = [(row["need"], row["organisation"]) for row in document["rows"]]
    assert order == sorted(order) and order
    assert document["summary"]["gap"] == 0 and document["summary"]["score_total"] == sum(
        row["score"] for row in document["rows"]
    )
    assert sum(document["summary"]["weights"].values()) == 1000


def test_the_same_input_gives_the_same_bytes_whatever_the_workers(tmp_path):
    results = []
    for number, workers in enumerate((1, 2, 3)):
        out, document = tmp_path / f"{number}.xlsx", tmp_path / f"{number}.json"
        assert plan((ORGANISATIONS, VILLAGES), "--out", out, "--json", document, "--workers", workers) == 0
        body = json.loads(document.read_text("utf-8"))
        body["summary"].pop("seconds")
        results.append((hashlib.sha256(out.read_bytes()).hexdigest(), json.dumps(body)))
    assert len(set(results)) == 1


def test_the_workbook_has_its_five_sheets_frozen_filtered_and_on_a4_with_the_inputs_date(tmp_path):
    out = tmp_path / "plan.xlsx"
    assert plan((ORGANISATIONS, VILLAGES), "--out", out) == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["汇总", "方案", "未对接", "各村覆盖", "口径与权重"]
    assert all(page.freeze_panes and page.page_setup.paperSize == 9 for page in book)
    assert book["方案"].auto_filter.ref and book["各村覆盖"].auto_filter.ref
    assert book.properties.created.isoformat().startswith("2026-11-20") and "2026年11月20日" in book["汇总"]["A2"].value
    with_text = [cell.value for row in book["方案"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any("领域" in text and "+" in text for text in with_text)
    assert not any(cell.data_type == "f" for page in book for row in page.iter_rows() for cell in row)


def test_an_organisation_off_the_credit_list_or_without_capacity_is_in_no_pair(tmp_path):
    document = planned((ORGANISATIONS, VILLAGES), tmp_path)
    assert not {"ORG-039", "ORG-040"} & {row["organisation"] for row in document["rows"]}


def test_unmatched_needs_say_why_and_what_would_help(lists, tmp_path):
    with lists[1].open("a", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerow(["N3", "某村古树", "441422101991", "古树名木保护", "古树复壮养护", 0, 1, 1])
    document = planned(lists, tmp_path)
    assert [one["need"] for one in document["unmatched"]] == ["N3"]
    assert document["unmatched"][0]["why"][0]["text"]


def test_fair_names_its_price_and_covers_the_least_served_at_least_as_well(tmp_path):
    score, fair = (
        planned((ORGANISATIONS, VILLAGES), tmp_path),
        planned((ORGANISATIONS, VILLAGES), tmp_path, "--objective", "fair"),
    )
    totals = [document["summary"]["score_total"] for document in (score, fair)]
    assert fair["summary"]["price_of_fairness"] == pytest.approx(1 - totals[1] / totals[0])
    assert fair["summary"]["pairs"] >= score["summary"]["pairs"] and fair["summary"]["gap"] == 0


def test_strict_priorities_say_what_they_cost(tmp_path):
    document = planned((ORGANISATIONS, VILLAGES), tmp_path, "--priorities", "strict")
    assert document["summary"]["price_of_priorities"] is not None


def test_without_an_output_named_plan_xlsx_is_written_here(lists, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert plan(lists) == 0
    assert (tmp_path / "plan.xlsx").stat().st_size > 5_000
    assert "权重" in capsys.readouterr().out


def test_json_without_a_file_is_the_only_thing_on_stdout(lists, capsys):
    assert plan(lists, "--json") == 0
    said = capsys.readouterr()
    assert {row["need"] for row in json.loads(said.out)["rows"]} == {"N1", "N2"}
    assert "[1/4]" in said.err


# ---- the other files


def test_ready_scores_make_only_listed_pairs_eligible_and_are_the_only_reason(lists, tmp_path):
    scores = sheet(tmp_path / "scores.csv", [["organisation", "need", "score"], ["C", "N1", 700], ["C", "N2", 900]])
    document = planned(lists, tmp_path, "--scores", scores)
    assert [(row["organisation"], row["need"], row["score"], len(row["reasons"])) for row in document["rows"]] == [
        ("C", "N1", 700, 1)
    ]
    assert document["summary"]["shortfall"] == 0


def test_with_ready_scores_other_columns_are_not_read(lists, tmp_path):
    needs = sheet(tmp_path / "bare.csv", [["id", "截止", "lon"], ["N1", "不详", "x"], ["N2", "", ""]])
    organisations = sheet(tmp_path / "bare-o.csv", [["id", "capacity", "所在区划"], ["A", 1, "无此地"]])
    scores = sheet(tmp_path / "scores.csv", [["organisation", "need", "score"], ["A", "N2", 5]])
    assert [row["score"] for row in planned((organisations, needs), tmp_path, "--scores", scores)["rows"]] == [5]


def test_locks_hold_and_bans_hold(tmp_path):
    def pairs(*more: object) -> set[tuple[str, str]]:
        rows = planned((ORGANISATIONS, VILLAGES), tmp_path, *more)["rows"]
        return {(row["organisation"], row["need"]) for row in rows}

    free = pairs()
    assert ("ORG-018", "V-03") not in free and ("ORG-001", "V-01") in free
    locks = sheet(
        tmp_path / "locks.csv",
        [["组织编号", "需求编号", "处理"], ["ORG-018", "V-03", "锁定"], ["ORG-001", "V-01", "ban"]],
    )
    held = pairs("--locks", locks)
    assert ("ORG-018", "V-03") in held and ("ORG-001", "V-01") not in held


def test_an_existing_pair_earns_its_part(lists, tmp_path):
    existing = sheet(tmp_path / "existing.csv", [["organisation", "need"], ["A", "N1"]])
    row = next(one for one in planned(lists, tmp_path, "--existing", existing)["rows"] if one["organisation"] == "A")
    assert [reason["points"] for reason in row["reasons"] if reason["code"] == "existing"] == [50]


def test_weights_come_from_the_file_and_are_scaled(lists, tmp_path):
    weights = tmp_path / "w.toml"
    weights.write_text(
        "[weights]\nthemes = 1\ncapabilities = 1\nresources = 0\ndistance = 0\ntrack = 0\nhub = 0\ntext = 0\nexisting = 0\n"
    )
    assert planned(lists, tmp_path, "--weights", weights)["summary"]["weights"] == {
        "themes": 500, "capabilities": 500, "resources": 0, "distance": 0, "track": 0, "hub": 0, "text": 0, "existing": 0,
    }  # fmt: skip


def test_weights_come_from_the_pack_in_force_and_the_run_says_from_where(lists, tmp_path, capsys, monkeypatch):
    assert plan(lists, "--out", tmp_path / "one.xlsx") == 0
    assert "方案包 guangzhou_2023 的 [weights]" in capsys.readouterr().out
    monkeypatch.setenv("BANGFU_PACK", str(TINY_PACK))
    assert plan(lists, "--out", tmp_path / "two.xlsx", "--json", tmp_path / "two.json") == 0
    assert "方案包 tiny_city 的 [weights]" in capsys.readouterr().out
    weights = json.loads((tmp_path / "two.json").read_text("utf-8"))["summary"]["weights"]
    assert weights == tomllib.loads((TINY_PACK / "pack.toml").read_text("utf-8"))["weights"]


def test_a_weights_file_is_named_before_the_pack(lists, tmp_path, capsys):
    (tmp_path / "mine.toml").write_text("[weights]\ntext = 0\n", "utf-8")
    assert plan(lists, "--out", tmp_path / "plan.xlsx", "--weights", tmp_path / "mine.toml") == 0
    assert "mine.toml" in capsys.readouterr().out


def test_an_english_json_list_is_understood_like_a_sheet(lists, tmp_path):
    organisations = tmp_path / "o.json"
    one = {
        "id": "A",
        "name": "甲中心",
        "themes": ["图书与阅读"],
        "capabilities": {"阅读推广": 3},
        "region": "440106",
        "capacity": 1,
    }
    organisations.write_text(json.dumps([one]), "utf-8")
    assert planned((organisations, lists[1]), tmp_path)["rows"][0]["organisation"] == "A"


def test_coordinates_fall_back_to_the_nearest_place_that_has_some(lists, tmp_path):
    row = next(one for one in planned(lists, tmp_path)["rows"] if one["need"] == "N1")
    assert any(reason["code"] == "distance" and "公里" in reason["text"] for reason in row["reasons"])


# ---- refusals


def refusal(capsys, lists, tmp_path, *more: object) -> str:
    """What stderr says when a run is refused; nothing may have been written."""
    out, document = tmp_path / "never.xlsx", tmp_path / "never.json"
    assert plan(lists, "--out", out, "--json", document, *more) == 1
    assert not out.exists() and not document.exists() and not list(tmp_path.glob(".never*"))
    said = capsys.readouterr()
    assert said.out == "" and "Traceback" not in said.err
    return said.err


def test_every_bad_cell_of_both_sheets_is_named_with_its_mend(lists, tmp_path, capsys):
    organisations = sheet(
        tmp_path / "坏组织.csv",
        [
            HEAD_ORGANISATIONS,
            ["A", "甲", "", "阅读推广:9", "440106", 1],
            ["A", "", "", "", "东山街道", -1],
            ["C", "丙", "", "", "449999", "三"],
        ],
    )
    needs = sheet(tmp_path / "坏需求.csv", [HEAD_NEEDS, ["N1", "村", "4.41422E+11", "", "", 3, 2, 9]])
    said = refusal(capsys, (organisations, needs), tmp_path)
    for cell in ("D2", "B3", "E3", "F3", "E4", "F4"):
        assert f"坏组织.csv {cell} " in said, cell
    for cell in ("C2", "H2"):
        assert f"坏需求.csv {cell} " in said, cell
    assert "广州市越秀区东山街道（440104011000）" in said and "共 8 处要改，在 2 个文件里" in said


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([["编号", "名称", "可承接数量"], ["A", "甲", 1]], "缺少必填的列「区划」"),
        ([HEAD_NEEDS, ["N1", "甲", "440106", "", "", 3, 2, 1]], "最少承接组织数 3 大于最多承接组织数 2"),
        (
            [HEAD_NEEDS, ["N1", "甲", "440106", "", "", "", "", ""], ["N1", "乙", "440106", "", "", "", "", ""]],
            "与 A2 重复",
        ),
        ([[*HEAD_NEEDS, "经度"], ["N1", "甲", "440106", "", "", "", "", "", "113.1"]], "经度和纬度只填了一个"),
        ([[*HEAD_NEEDS, "经度", "纬度"], ["N1", "甲", "440106", "", "", "", "", "", "23.1", "113.1"]], "不能小于 73"),
    ],
)
def test_needs_that_cannot_be_are_refused(lists, tmp_path, capsys, rows, word):
    assert word in refusal(capsys, (lists[0], sheet(tmp_path / "n.csv", rows)), tmp_path)


@pytest.mark.parametrize(
    ("option", "rows", "word"),
    [
        ("--existing", [["组织编号", "需求编号"], ["Z", "N1"]], "组织表里没有这个编号"),
        ("--existing", [["组织编号", "需求编号"], ["A", "N1"], ["A", "N1"]], "与 A2 所在的行重复"),
        ("--locks", [["组织编号", "需求编号", "处理"], ["A", "N9", "锁定"]], "需求表里没有这个编号"),
        ("--locks", [["组织编号", "需求编号", "处理"], ["A", "N1", "也许"]], "不在可选的值之内"),
        ("--locks", [["组织编号", "需求编号", "处理"], ["A", "N1", "锁定"], ["A", "N2", "锁定"]], "错误"),
        ("--scores", [["组织编号", "需求编号", "匹配分"], ["A", "N1", 0.5]], "应当是整数"),
    ],
)
def test_pairs_that_cannot_be_are_refused(lists, tmp_path, capsys, option, rows, word):
    assert word in refusal(capsys, lists, tmp_path, option, sheet(tmp_path / "pairs.csv", rows))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[weights]\nthemes = 1001\n", "0 到 1000"),
        ("[weights]\nthemes = 0.5\n", "整数"),
        ("[weights]\ntheme = 1\n", "不认得的项"),
        ("themes = 1\n", "没有 [weights]"),
        ("[weights\n", "TOML"),
        (
            "[weights]\n"
            + "".join(
                f"{part} = 0\n"
                for part in ["themes", "capabilities", "resources", "distance", "track", "hub", "text", "existing"]
            ),
            "都是 0",
        ),
    ],
)
def test_weights_that_cannot_be_are_refused(lists, tmp_path, capsys, text, word):
    path = tmp_path / "w.toml"
    path.write_text(text)
    assert word in refusal(capsys, lists, tmp_path, "--weights", path)


def test_a_missing_file_and_a_missing_folder_are_sentences(lists, tmp_path, capsys):
    assert "找不到这个文件" in refusal(capsys, (tmp_path / "none.xlsx", lists[1]), tmp_path)
    assert plan(lists, "--out", tmp_path / "no" / "plan.xlsx") == 1
    assert "怎么办" in capsys.readouterr().err


def test_when_one_of_two_outputs_cannot_be_written_neither_is(lists, tmp_path):
    assert plan(lists, "--out", tmp_path / "plan.xlsx", "--json", tmp_path / "no" / "plan.json") == 1
    assert not (tmp_path / "plan.xlsx").exists() and not list(tmp_path.glob(".plan*"))


@pytest.mark.parametrize(
    "words",
    [
        ["plan"],
        ["plan", "--organisations", "x", "--needs", "y", "--objective", "best"],
        ["recommend"],
        ["recommend", "--organisations", "x", "--needs", "y"],
    ],
)
def test_wrong_usage_ends_with_two(words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


# ---- recommend


def recommended(tmp_path: Path, *more: object) -> dict:
    out = tmp_path / "r.json"
    assert (
        main(
            [
                "recommend",
                "--organisations",
                str(ORGANISATIONS),
                "--needs",
                str(VILLAGES),
                "--json",
                str(out),
                *map(str, more),
            ]
        )
        == 0
    )
    return json.loads(out.read_text("utf-8"))


def test_recommend_ranks_both_ways_with_reasons_that_add_up(tmp_path):
    document = recommended(tmp_path, "--all", "--top", 3)
    assert set(document) == {"organisations_for_needs", "needs_for_organisations", "excluded", "summary"}
    for row in document["organisations_for_needs"] + document["needs_for_organisations"]:
        assert set(row) == {"need", "organisation", "rank", "score", "reasons", "against"}
        assert row["score"] == sum(reason["points"] for reason in row["reasons"]) and 1 <= row["rank"] <= 3
    assert all(rule["code"] and rule["text"] for one in document["excluded"] for rule in one["rules"])


def test_recommend_understands_words_that_are_not_official(tmp_path):
    rows = recommended(tmp_path, "--need", "V-10", "--top", 1)["organisations_for_needs"]
    assert [row["organisation"] for row in rows] == ["ORG-038"]
    assert any(reason["code"] == "capabilities" and reason["points"] > 0 for reason in rows[0]["reasons"])


def test_recommend_for_one_organisation_answers_only_for_it(tmp_path):
    document = recommended(tmp_path, "--organisation", "ORG-001")
    assert {row["organisation"] for row in document["needs_for_organisations"]} == {"ORG-001"}
    assert not document["organisations_for_needs"]


def test_recommend_refuses_an_unknown_id_with_a_sentence(capsys):
    assert main(["recommend", "--organisations", str(ORGANISATIONS), "--needs", str(VILLAGES), "--need", "V-99"]) == 1
    assert "V-99" in capsys.readouterr().err


# ---- the command itself


def test_the_planner_runs_without_a_site_and_without_colour_or_bars_in_a_pipe(lists, tmp_path):
    code = "import sys; from bangfu.cli import main; code = main(sys.argv[1:]); from django.apps import apps; assert not apps.ready; sys.exit(code)"
    words = ["plan", "--organisations", str(lists[0]), "--needs", str(lists[1]), "--out", str(tmp_path / "p.xlsx")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr and "\r" not in done.stderr


def test_the_example_sheets_are_what_their_program_makes(tmp_path, monkeypatch):
    from examples import make

    monkeypatch.setattr(make, "HERE", tmp_path)
    make.main()
    for name in ("organisations.xlsx", "villages.xlsx"):
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes(), name


def test_a_change_budget_is_kept_and_without_existing_pairs_it_is_refused(tmp_path, capsys):
    head = ["编号", "名称", "领域", "专业能力", "所在区划", "可承接数量"]
    ours = sheet(
        tmp_path / "o.csv",
        [head, ["A", "甲", "图书与阅读", "", "440106", 1], ["B", "乙", "图书与阅读", "阅读推广:3", "440106", 1]],
    )
    theirs = sheet(
        tmp_path / "n.csv",
        [["编号", "名称", "区划", "领域", "所需能力"], ["N1", "村", "441422101991", "图书与阅读", "阅读推广"]],
    )
    existing = sheet(tmp_path / "e.csv", [["组织编号", "需求编号"], ["A", "N1"]])
    free = planned((ours, theirs), tmp_path, "--existing", existing)
    kept = planned((ours, theirs), tmp_path, "--existing", existing, "--max-changes", 0)
    assert free["summary"]["changes"] == 1 and kept["summary"]["changes"] == 0
    assert [row["organisation"] for row in kept["rows"]] == ["A"]
    assert kept["summary"]["score_total"] <= free["summary"]["score_total"] <= kept["summary"]["upper_bound"] + 1000
    assert plan((ours, theirs), "--max-changes", 0, "--json", tmp_path / "no.json") == 1
    assert "既有结对" in capsys.readouterr().err and not (tmp_path / "no.json").exists()


def test_limits_that_contradict_are_named_with_ways_out(tmp_path, capsys):
    ours = sheet(tmp_path / "o.csv", [["编号", "名称", "可承接数量"], ["A", "甲", 1]])
    head = ["编号", "名称", "区划", "最少承接组织数"]
    theirs = sheet(tmp_path / "n.csv", [head, ["N1", "村", "441422101991", 1], ["N2", "寨", "441422101992", 1]])
    document = planned((ours, theirs), tmp_path)
    (conflict,) = document["summary"]["conflicts"]
    assert conflict["needs"] == ["N1", "N2"] and conflict["organisations"] == ["A"]
    assert [way["code"] for way in conflict["relax"]] == ["lower_minimum", "raise_capacity"]
    assert "不能同时满足" in capsys.readouterr().out


def test_limits_that_contradict_have_their_own_printable_sheet(tmp_path):
    ours = sheet(tmp_path / "o.csv", [["编号", "名称", "可承接数量"], ["A", "甲", 1]])
    head = ["编号", "名称", "区划", "最少承接组织数"]
    theirs = sheet(tmp_path / "n.csv", [head, ["N1", "村", "441422101991", 1], ["N2", "寨", "441422101992", 1]])
    assert plan((ours, theirs), "--out", tmp_path / "p.xlsx") == 0
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["汇总", "方案", "未对接", "互相冲突的限额", "各村覆盖", "口径与权重"]
    page = book["互相冲突的限额"]
    assert page.freeze_panes and page.page_setup.paperSize == 9 and page.sheet_properties.pageSetUpPr.fitToPage
    told = "\n".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None)
    assert "N1 村\nN2 寨" in told and "A 甲" in told and "可承接数量加 1" in told and "减 1" in told


def test_every_pair_names_the_next_best_and_what_would_bring_it_in(lists, tmp_path):
    document = planned((ORGANISATIONS, VILLAGES), tmp_path)
    inside = {(row["need"], row["organisation"]) for row in document["rows"]}
    for row in document["rows"]:
        assert (row["need"], row["next"]["organisation"]) not in inside and row["next"]["text"]
        assert (row["next"]["organisation"] is None) == (row["next"]["code"] == "nobody_else")
    assert plan((ORGANISATIONS, VILLAGES), "--out", tmp_path / "p.xlsx") == 0
    page = openpyxl.load_workbook(tmp_path / "p.xlsx")["方案"]
    head = next(row for row in page.iter_rows() if row[0].value == "需求编号")
    (column,) = [cell.column for cell in head if cell.value == "次优，怎样才会换"]
    shown = [page.cell(head[0].row + 1 + step, column).value for step in range(len(document["rows"]))]
    assert shown == [row["next"]["text"] for row in document["rows"]]
