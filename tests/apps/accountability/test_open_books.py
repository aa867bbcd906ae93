"""What everybody reads of the books: sums that agree with the books, entries without names, proofs that hold offline."""

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from bangfu.apps.accountability import queries_books
from bangfu.apps.accountability.invariants import INVARIANTS
from bangfu.apps.disclosure.api import publish
from bangfu.apps.funds import api as funds
from bangfu.plumbing.access import SYSTEM_ACTOR
from tests.apps.funds.conftest import DAY

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=3)


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def broken() -> set[str]:
    return {each.id for each in INVARIANTS if list(each.broken())}


def live_through(books):
    """Gifts by several ways, a refund, a match, a change of purpose, a reversed payment, a fee and a reservation."""
    first = books.give(50_000)
    books.give(20_000, through="bank")
    books.give(30_000, through="bank", pool=books.other)
    mistaken = books.give(7_000, through="cash")
    paid = books.spend(15_000)
    books.spend(5_000)
    both = {"by": books.maker, "checker": books.checker}
    funds.reverse_voucher(**both, voucher=mistaken.voucher_id, reason="记错渠道", on=LATER)
    funds.reverse_voucher(**both, voucher=paid.pk, reason="退货", on=LATER)
    funds.refund_lot(**both, lot_id=first.lot_id, amount=900, reason="捐赠人要求", on=LATER)
    moved = {"on": LATER, "document_sha256": "0" * 64, "narrative": "捐赠人同意改用途"}
    funds.change_purpose(**both, pool=books.pool, to=books.other, amount=4_000, **moved)
    back = funds.change_purpose(**both, pool=books.pool, to=books.other, amount=300, **moved)
    funds.reverse_voucher(**both, voucher=back.pk, reason="改错了", on=LATER)
    funds.match(by=books.maker, sponsor=books.free, lot_id=first.lot_id, most=2_000, on=LATER)
    funds.settle(
        by=books.maker, organisation=books.organisation.pk, through="wechat", gross=1_000, fee=6, on=LATER, source="s"
    )
    books.reserve(1_000, on=LATER)


def test_the_sums_that_everybody_reads_are_those_of_the_books(books, django_assert_max_num_queries):
    live_through(books)
    pools = [books.pool, books.other, books.free]
    with django_assert_max_num_queries(6):
        flows = queries_books.flows_of(pools)
    for pool in pools:
        books_say, flow = funds.standing_of(pool), flows[pool]
        assert flow.is_even
        assert (flow.received, flow.used, flow.reserved, flow.left) == (
            books_say.received,
            books_say.used,
            books_say.reserved,
            books_say.left,
        )
    assert broken() == set()


def test_before_the_first_entry_the_page_says_why_it_is_empty_and_where_to_go(client):
    page = text(client.get("/open/"))
    assert "还没有公开的账目" in page and 'href="/give/"' in page and "还没有更正过" in page
    assert "还没有公开的账目" in text(client.get("/open/ledger/"))


def test_everybody_reads_the_balance_the_four_figures_and_the_flow(books, client, django_assert_max_num_queries):
    live_through(books)
    with django_assert_max_num_queries(10):
        page = text(client.get("/open/"))
    data = client.get("/open/funds.json").json()
    money = data["money"]
    assert (
        money["received_fen"] + money["moved_in_fen"] == money["used_fen"] + money["moved_out_fen"] + money["left_fen"]
    )
    assert "收到 <b>1,991.00 元</b>" in page and "四个数各是各的，不相加" in page
    assert '<svg class="sankey"' in page and "用表格看" in page and page.count("<path class=") == len(data["links"])
    fund = books.fund.pk
    with django_assert_max_num_queries(10):
        assert "村卫生站血压计" in text(client.get(f"/open/funds/{fund}/"))
    assert {row["purpose"] for row in client.get(f"/open/funds/{fund}.json").json()["funds"]} == {
        "村卫生站血压计",
        "老人助餐",
    }
    assert client.get("/open/funds/999999999/").status_code == 404
    assert "Received <b>CNY 1,991.00</b>" in text(client.get("/en/open/"))


def test_the_ledger_is_filtered_by_fund_purpose_kind_and_day(books, client, django_assert_max_num_queries):
    live_through(books)

    def found(query: str) -> list[dict]:
        return client.get(f"/open/ledger.json?{query}").json()["vouchers"]

    assert {each["kind"] for each in found("kind=spend")} == {"spend"} and len(found("kind=spend")) == 2
    assert {p["purpose"] for each in found(f"pool={books.other}&kind=receive") for p in each["purposes"]} == {
        "老人助餐"
    }
    assert all(each["day"] == LATER.isoformat() for each in found(f"since={LATER}"))
    assert len(found(f"until={DAY}")) + len(found(f"since={LATER}")) == len(found(""))
    assert [each["amount_fen"] for each in found("kind=match")] == [2_000]
    assert found("kind=nonsense") == found("") and found("since=2026-99-99") == found("")
    with django_assert_max_num_queries(10):
        page = text(client.get("/open/ledger/?kind=spend"))
    assert "下载证明包" in page and "买血压计" in page
    assert client.get("/open/ledger.csv?kind=spend").content.decode("utf-8-sig").count("\n") == 3
    assert "没有符合条件的账目" in text(client.get("/open/ledger/?q=绝无此事"))


def test_a_voucher_shows_its_money_and_nobody(books, client, django_assert_max_num_queries):
    books.give(50_000, source="wx-order-4200001")
    spent = books.spend(15_000)
    where = f"/open/vouchers/{books.organisation.number}/2026-11/{spent.no}/"
    with django_assert_max_num_queries(10):
        page = text(client.get(where))
    assert "150.00" in page and "两个人，姓名不公开" in page and "1 笔到账的捐赠" in page and "业务活动成本" in page
    for secret in (books.maker.person, books.checker.person, "wx-order", spent.idem_key, spent.body_sha256):
        assert secret not in page and secret not in text(client.get(where[:-1] + ".json"))
    undone = funds.reverse_voucher(by=books.maker, checker=books.checker, voucher=spent.pk, reason="退货", on=LATER)
    assert f"/2026-11/{undone.no}/" in text(client.get(where)) and "这张凭证已经冲销" in text(client.get(where))
    back = text(client.get(f"/open/vouchers/{books.organisation.number}/2026-11/{undone.no}/"))
    assert "冲销的是" in back and where in back
    assert client.get(f"/open/vouchers/{books.organisation.number}/2026-11/999999999999/").status_code == 404


@pytest.fixture
def logged(books, tmp_path, monkeypatch):
    """Books whose entries stand in a published log."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(settings, "DEMO", True)  # a demo signs with a key of its own
    books.give(50_000)
    spent = books.spend(15_000)
    publish(by=SYSTEM_ACTOR)
    return spent


def test_a_proof_bundle_verifies_without_the_site_and_names_a_changed_byte(logged, tmp_path):
    raw = Client().get("/open/proof.zip?kind=spend").content
    folder = tmp_path / "bundle"
    zipfile.ZipFile(io.BytesIO(raw)).extractall(folder)
    run = [sys.executable, "-I", str(folder / "verify_all.py")]
    good = subprocess.run(run, capture_output=True, text=True, check=False)
    assert good.returncode == 0 and "1 条" in good.stdout, good.stdout + good.stderr
    entry = next((folder / "entries").glob("*.entry"))
    said = json.loads(entry.read_bytes())
    assert said["subject"].endswith(f"/{logged.no}") and said["fields"]["kind"] == "spend"
    entry.write_bytes(entry.read_bytes().replace(b"15000", b"15001"))
    bad = subprocess.run(run, capture_output=True, text=True, check=False)
    assert bad.returncode == 1 and entry.name in bad.stdout
    entry.unlink()
    assert subprocess.run(run, capture_output=True, text=True, check=False).returncode == 1, "a missing entry is missed"
    assert Client().get("/open/proof.zip?no=O-26-000001-K/2026-11/99").status_code == 404


def test_the_page_that_verifies_finds_a_voucher_by_its_public_name(logged):
    number = queries_books.txid_of(logged)
    given = Client().get(f"/verify/{number.replace('/', '%2F')}.json").json()
    assert [json.loads(one["entry"])["subject"] for one in given["entries"]] == [number]
    assert "凭据" in text(Client().get("/verify/", {"no": number}))
