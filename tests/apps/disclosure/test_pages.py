"""The page that verifies, what it hands out, and the log's own files."""

import json
from pathlib import Path

import pytest

from bangfu.apps.disclosure import verifier
from bangfu.apps.disclosure.publishing import publish
from bangfu.apps.disclosure.rules import is_log_file
from bangfu.engines.tlog import parse_receipt, verify_receipt
from bangfu.plumbing.access import SYSTEM_ACTOR
from tests.apps.disclosure.conftest import AT, LOG

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(say):
    rows = say(300, personal={"donor": "张三"})
    publish(by=SYSTEM_ACTOR, at=AT)
    return rows


def test_the_page_says_what_to_do_without_javascript_and_what_the_log_does_not_prove(client, log):
    shown = client.get("/verify/").content.decode()
    assert "<noscript>" in shown and "verifier.py verify-receipt" in shown and "不能证明什么" in shown
    assert str(LOG.verifier) in shown and "300" in shown


def test_a_number_leads_to_receipts_that_verify_without_the_site(client, log, tmp_path):
    shown = client.get("/verify/", {"no": log[7].subject}).content.decode()
    assert "/verify/7.tlog-proof" in shown and "/verify/7.entry" in shown
    receipt, entry = client.get("/verify/7.tlog-proof"), client.get("/verify/7.entry")
    assert verify_receipt(parse_receipt(receipt.content), entry.content, LOG.verifier).size == 300
    assert "attachment" in receipt["Content-Disposition"] and entry.content == bytes(log[7].body)


def test_the_browser_gets_receipts_and_exact_words_but_no_salt(client, log):
    answer = client.get(f"/verify/{log[7].subject}.json")
    (one,) = answer.json()["entries"]
    assert verify_receipt(parse_receipt(one["receipt"].encode()), one["entry"].encode(), LOG.verifier)
    salt = log[7].openings.get().salt
    assert salt not in json.dumps(answer.json()) and "张三" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["/verify/F-26-999999.json", "/verify/300.entry", f"/verify/{'9' * 60}.tlog-proof", "/verify/%00.json"]
)
def test_what_is_not_in_the_log_is_not_found(client, log, path):
    assert client.get(path).status_code == 404


def test_an_unknown_number_is_said_on_the_page(client, log):
    for number in ("F-26-999999", "x" * 5000, "\0", "<b>"):
        shown = client.get("/verify/", {"no": number})
        assert shown.status_code == 200 and "还没有这个编号" in shown.content.decode()


def test_an_empty_log_has_a_page_too(client, db):
    assert "还没有签发过检查点" in client.get("/verify/").content.decode()
    assert client.get("/log/checkpoint").status_code == 404


def test_the_served_files_are_the_log(client, log, tmp_path):
    for name in (
        "checkpoint",
        "vkey",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ):
        answer = client.get(f"/log/{name}")
        (tmp_path / "got" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "got" / name).write_bytes(answer.getvalue())
        assert ("immutable" in answer["Cache-Control"]) == name.startswith("tile/")
    assert verifier.verify(tmp_path / "got", verifier.read_key(str(LOG.verifier)), [], None).startswith("OK")


@pytest.mark.parametrize(
    "name",
    ["../site.sqlite3", "tile/0/../../x", "tile/9/000", "tile/0/00", "tile/0/000.p/0", "", "log.queue"],
)
def test_nothing_but_the_logs_own_files_is_served(client, log, name):
    assert not is_log_file(name) and client.get(f"/log/{name}").status_code == 404


def test_the_verifier_is_downloaded_as_it_is(client, db):
    answer = client.get("/verify/verifier.py")
    assert answer.getvalue() == Path(verifier.__file__).read_bytes() and "attachment" in answer["Content-Disposition"]
