"""`bangfu team`: the documented keys, the same answer every time, refusals that say what to write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bangfu.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
SHEET = EXAMPLES / "team.xlsx"


def team(project: Path, *more: object) -> int:
    return main(["team", "--project", str(project), "--organisations", str(SHEET), *map(str, more)])


def found(tmp_path: Path, *more: object) -> dict:
    out = tmp_path / "team.json"
    assert team(EXAMPLES / "team.json", "--json", out, *more) == 0
    return json.loads(out.read_text("utf-8"))


def test_the_example_has_the_documented_keys_and_its_value_is_the_sum_over_the_members(tmp_path):
    document = found(tmp_path)
    assert {"lead", "members", "value", "lower_bound", "gap", "complete", "covers", "missing"} <= set(document)
    assert document["lead"] in document["members"] and document["members"] == sorted(document["members"])
    assert document["value"] == sum(one["adds"] for one in document["contributions"]) == document["lower_bound"]
    assert document["complete"] is True and document["gap"] == 0 and document["stopped_by"] == "proof"
    asked = json.loads((EXAMPLES / "team.json").read_text("utf-8"))
    wanted = {**asked["required_capabilities"], **asked["required_resources"]}
    assert set(document["covers"]) == set(wanted)
    assert document["missing"] == {k: v - document["covers"][k] for k, v in wanted.items() if document["covers"][k] < v}


def test_the_same_files_and_nodes_give_the_same_document(tmp_path):
    documents = [found(tmp_path, "--nodes", 2) for _ in range(2)]
    for document in documents:
        document["summary"].pop("seconds")
    assert documents[0] == documents[1]


def test_json_alone_stands_on_stdout_and_progress_on_stderr(capsys):
    assert team(EXAMPLES / "team.json", "--json") == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["lead"] and "找团队" in printed.err


def test_without_json_the_table_names_lead_members_and_what_is_missing(capsys):
    assert team(EXAMPLES / "team.json") == 0
    printed = capsys.readouterr().out
    assert "牵头" in printed and "还差" in printed and "已证明最优" in printed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "不是正确的 JSON"),
        ("[]", "应是一个 JSON 对象"),
        ('{"max_members": 3, "required": {}}', "不认得的项：required"),
        ('{"required_capabilities": {"义诊": 2}}', "max_members"),
        ('{"max_members": 3, "required_capabilities": {"义诊": "二"}}', "义诊"),
        ('{"max_members": 3, "required_capabilities": {"义诊": 2}, "budget": NaN}', "NaN"),
        ('{"max_members": 3, "required_capabilities": {"义诊": 2}, "weights": {"cost": -1}}', "不小于 0"),
        ('{"max_members": 0, "required_capabilities": {"义诊": 2}}', "最多成员数"),
        ('{"max_members": 3, "required_capabilities": {"义诊": 2}, "budget": 1}', "预算"),
    ],
)
def test_a_bad_project_is_refused_in_a_sentence_and_nothing_is_written(tmp_path, capsys, text, said):
    project, out = tmp_path / "project.json", tmp_path / "out.json"
    project.write_text(text, "utf-8")
    assert team(project, "--json", out) == 1
    assert said in capsys.readouterr().err and not out.exists()


def test_a_bad_cell_of_the_sheet_is_named_and_a_sheet_needs_only_ids(tmp_path, capsys):
    sheet = tmp_path / "组织.csv"
    project = tmp_path / "p.json"
    project.write_text('{"max_members": 2, "required_capabilities": {"c1": 3}}', "utf-8")
    sheet.write_text("id,kind,capabilities,cost,fit\nA,行业协会商会,c1:2,1.5,3\nB,社会团体,c1:1,贵,0\n", "utf-8")
    assert main(["team", "--project", str(project), "--organisations", str(sheet)]) == 1
    assert "D3" in capsys.readouterr().err
    sheet.write_text("id,kind,capabilities,cost,fit\nA,行业协会商会,c1:2,1.5,3\nB,社会团体,c1:1,2,0\n", "utf-8")
    out = tmp_path / "out.json"
    assert main(["team", "--project", str(project), "--organisations", str(sheet), "--json", str(out)]) == 0
    document = json.loads(out.read_text("utf-8"))
    assert document["members"] == ["A", "B"] and document["value"] == 15 - 3 + 25 + 20 + 25


def test_wrong_usage_ends_with_2():
    for words in (["--nodes", "0"], ["--seconds", "-1"]):
        with pytest.raises(SystemExit) as ended:
            team(EXAMPLES / "team.json", *words)
        assert ended.value.code == 2
