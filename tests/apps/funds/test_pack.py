"""What the audit pack promises: whole or not at all, exact to the fen, the same bytes twice, nobody's name, every changed byte named."""

import json
import random
import re
import shutil
from collections import Counter
from datetime import date

import pytest

from bangfu.apps.disclosure.api import publish
from bangfu.apps.disclosure.verifier import Bad, verify_pack
from bangfu.apps.funds import api as funds
from bangfu.apps.funds.export import pack
from bangfu.apps.funds.export.origins import Origins
from bangfu.apps.funds.models import Account, Lot, Voucher
from bangfu.cli import main
from bangfu.engines.tlog import make_signer
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused
from tests.apps.funds.conftest import DAY
from tests.apps.funds.histories import History
from tests.apps.funds.readers import same, sums, table, trial

LOG = make_signer("example.org/log", b"p" * 32)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.LOG_KEY = LOG.written()


def written(tmp_path, name="pack", **wanted):
    funds.write_pack(tmp_path / name, **wanted)
    return tmp_path / name


def full(books, seed=5, steps=90):
    """Books after a random history, in the public log."""
    History(books, seed).run(steps)
    publish(by=SYSTEM_ACTOR)
    return books


def every_file(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.both_engines
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_independent_reader_finds_trial_balance_and_pools_to_the_fen(books, tmp_path, seed):
    full(books, seed)
    folder = written(tmp_path)
    found = trial(folder)
    codes = {name.split(":", 2)[2]: fen for name, fen in found.items()}
    told = funds.trial_balance(books.organisation.pk)
    assert codes == {code.replace(".", "-"): fen for code, fen in told} and len(told) > 8
    assert same(sums(folder / "books.beancount"), found) and same(sums(folder / "books.journal"), found)
    for pool in (books.pool, books.other, books.free):
        standing = funds.standing_of(pool)
        assert -codes.get(f"8001-{pool}", 0) == standing.left + standing.reserved
    for account in Account.objects.all():
        assert codes.get(account.code.replace(".", "-"), 0) == account.posted_debits - account.posted_credits
    assert "OK" in verify_pack(folder, str(LOG.verifier))


@pytest.mark.both_engines
def test_each_gift_is_used_as_its_trace_says_and_each_spend_is_made_of_gifts(books, tmp_path):
    full(books, 7)
    folder = written(tmp_path)
    used = Counter()
    for row in table(folder / "allocations.csv"):
        used[row["donation_id"]] += int(row["amount_fen"])
        assert bool(row["reversal_of"]) == (int(row["amount_fen"]) < 0)
    gifts = {row["donation_id"]: row for row in table(folder / "donations.csv")}
    lots = Lot.objects.filter(came_by=None)
    assert len(gifts) == lots.count() > 10 and any(int(row["refunded_fen"]) for row in gifts.values())
    for lot in lots:
        ways = funds.uses_of(lot.pk)
        row = gifts[f"P{lot.pool_id}-{lot.a}"]
        assert int(row["amount_fen"]) == lot.b - lot.a
        assert used[f"P{lot.pool_id}-{lot.a}"] == sum(way.amount for way in ways if way.status == "used")
    approved = {row["spend_txid"]: row["approval"] for row in table(folder / "allocations.csv")}
    kinds = dict(re.findall(r'txid: "([^"]+)"\n  kind: "(\w+)"', (folder / "books.beancount").read_text("utf-8")))
    assert all(bool(approval) == (kinds[txid] != "settle") for txid, approval in approved.items())


def test_the_same_books_give_the_same_bytes(books, tmp_path):
    full(books)
    first, second = written(tmp_path, "one"), written(tmp_path, "two")
    assert every_file(first) == every_file(second)
    pack.zip_pack(first, tmp_path / "one.zip")
    pack.zip_pack(second, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_the_tables_have_the_columns_that_scripts_rely_on(books, tmp_path):
    books.give(100)
    folder = written(tmp_path)
    first = {
        name: (folder / name).read_text("utf-8").splitlines()[0]
        for name in ("donations.csv", "allocations.csv", "trial.csv")
    }
    assert first == {
        "donations.csv": "donation_id,txid,fund,amount_fen,refunded_fen",
        "allocations.csv": "donation_id,spend_txid,fund,amount_fen,reversal_of,approval",
        "trial.csv": "account,balance_fen",
    }
    opened = re.findall(r"open (\w+):\S+ CNY\n((?:  .*\n)+)", (folder / "books.beancount").read_text("utf-8"))
    assert {root for root, words in opened if "  fund:" in words and "  restriction:" in words} == {
        "Income", "Equity", "Expenses"
    }  # fmt: skip
    assert all("  fund:" in words for root, words in opened if root in ("Income", "Equity", "Expenses"))


def test_every_transaction_has_a_txid_of_its_own(books, tmp_path):
    full(books)
    text = (written(tmp_path) / "books.beancount").read_text("utf-8")
    begun = len(re.findall(r"^\d{4}-\d\d-\d\d \* ", text, re.M))
    found = re.findall(r'^  txid: "(.+)"$', text, re.M)
    assert len(found) == len(set(found)) == begun > 30


def test_from_a_day_the_balances_before_it_are_carried(books, tmp_path):
    full(books, 11)
    since, until = date(2026, 8, 20), date(2026, 9, 10)
    folder = written(tmp_path, since=since, until=until)
    before, whole = written(tmp_path, "before", until=date(2026, 8, 19)), written(tmp_path, "whole", until=until)
    opening = re.search(
        r'期初余额"\n  txid: "opening/2026-08-20/[^"]+"\n.*\n((?:  .*\n)+)', (folder / "books.beancount").read_text()
    )
    carried = {line.split()[0]: int(line.split()[1].replace(".", "")) for line in opening[1].splitlines()}
    assert same(carried, trial(before)) and trial(folder) == trial(whole)
    assert same(sums(folder / "books.journal"), trial(folder))
    verify_pack(folder, None)


def test_a_day_after_the_last_is_left_out(books, tmp_path):
    books.give(100, on=date(2026, 11, 1))
    books.give(7, on=date(2026, 11, 2))
    folder = written(tmp_path, until=date(2026, 11, 1))
    assert [row["amount_fen"] for row in table(folder / "donations.csv")] == ["100"]


def test_nobodys_name_key_order_or_salt_leaves_the_books(books, tmp_path):
    full(books)
    everything = b"".join(every_file(written(tmp_path)).values()).decode()
    people = {books.maker.person, books.checker.person}
    keys = set(Voucher.objects.values_list("idem_key", flat=True))
    assert not [each for each in people | keys | {"SECRET-ORDER"} if each in everything]
    assert "person-1" in everything and "person-2" in everything


def test_no_cell_is_a_formula_and_no_narrative_says_more_than_words(books, tmp_path):
    evil = funds.open_fund(
        by=books.maker, organisation=books.organisation.pk, code='=cmd|" /C', name="x", restriction="restricted"
    )
    pool = funds.open_pool(by=books.maker, fund=evil.pk, purpose='@SUM(1)"\n2026-01-01 open Assets:X').pk
    books.give(100, pool=pool, through="bank", narrative='"\n  Assets:Evil  9.99 CNY\n; txid:x')
    books.spend(40, pool=pool)
    folder = written(tmp_path)
    cells = [
        cell
        for name in ("donations", "allocations", "trial")
        for row in table(folder / f"{name}.csv")
        for cell in row.values()
    ]
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell or re.match(r"-\D", cell)]
    assert same(sums(folder / "books.beancount"), trial(folder)) and "Assets:Evil" not in sums(folder / "books.journal")
    verify_pack(folder, None)


def test_a_folder_with_something_in_it_is_refused_and_left_alone(books, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("x")
    with pytest.raises(Refused) as caught:
        written(tmp_path, "mine")
    assert caught.value.refusal.code == "pack_not_empty" and [*every_file(tmp_path / "mine")] == ["letter"]
    (tmp_path / "empty").mkdir()
    assert (written(tmp_path, "empty") / "MANIFEST").exists()
    with pytest.raises(Refused):
        written(tmp_path, "days", since=date(2026, 2, 1), until=date(2026, 1, 1))


def test_what_breaks_on_the_way_leaves_nothing(books, tmp_path, monkeypatch):
    books.give(100)
    monkeypatch.setattr(pack, "seal", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        written(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == []


def test_journals_that_do_not_sum_to_the_books_are_not_handed_out(books, tmp_path, monkeypatch):
    books.give(100)
    real = pack.reading.balances
    monkeypatch.setattr(pack.reading, "balances", lambda *a, **k: {pk: fen + 1 for pk, fen in real(*a, **k).items()})
    with pytest.raises(Refused) as caught:
        written(tmp_path)
    assert caught.value.refusal.code == "pack_sums" and not (tmp_path / "pack").exists()


def test_a_changed_byte_anywhere_is_named_with_its_file_and_place(books, tmp_path):
    full(books)
    folder, dice = written(tmp_path), random.Random(3)
    names = sorted(every_file(folder))
    assert len(names) > 10
    for name in names:
        path = folder / name
        raw = path.read_bytes()
        for place in {0, len(raw) - 1, *(dice.randrange(len(raw)) for _ in range(3))}:
            path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
            with pytest.raises(Bad) as caught:
                verify_pack(folder, None)
            told, line = str(caught.value), raw[:place].count(b"\n") + 1
            assert told.startswith(f"{name} was changed") or (name == "MANIFEST" and told.startswith("MANIFEST")), told
            if span := re.search(r"lines (\d+) to (\d+)", told):
                assert int(span[1]) <= line <= int(span[2])
        path.write_bytes(raw)
    for name in names:
        kept = (folder / name).read_bytes()
        (folder / name).unlink()
        with pytest.raises(Bad, match=re.escape(name)):
            verify_pack(folder, None)
        (folder / name).write_bytes(kept)
    (folder / "more.csv").write_text("x")
    with pytest.raises(Bad, match="more.csv was added"):
        verify_pack(folder, None)


def resealed(folder, tmp_path, change):
    """A copy in which somebody changed files and sealed it anew."""
    copy = tmp_path / "forged"
    shutil.copytree(folder, copy)
    change(copy)
    about = (copy / "MANIFEST").read_text().splitlines()[1][2:]
    (copy / "MANIFEST").unlink()
    (copy / "LINES").unlink()
    pack.seal(copy, about)
    return copy


def swapped(name, one, other):
    def change(copy):
        text = (copy / name).read_text("utf-8")
        assert one in text
        (copy / name).write_text(text.replace(one, other), "utf-8")

    return change


def raised_gift(copy):
    """A gift of 1.00 becomes 9.00 wherever it stands but in the log."""
    for name in ("books.beancount", "books.journal"):
        swapped(name, "1.00 CNY", "9.00 CNY")(copy)
    rows = [(account, value * 9 if abs(value) == 100 else value) for account, value in trial(copy).items()]
    (copy / "trial.csv").write_text("account,balance_fen\n" + "".join(f"{a},{v}\n" for a, v in rows))


def dropped_gift(copy):
    for name in ("books.beancount", "books.journal"):
        parts = (copy / name).read_text("utf-8").split("\n\n")
        (copy / name).write_text(
            "\n\n".join(part for part in parts if "1.00 CNY" not in part or " * " not in part), "utf-8"
        )
    rows = [row for row in trial(copy).items() if abs(row[1]) != 100]
    (copy / "trial.csv").write_text("account,balance_fen\n" + "".join(f"{a},{v}\n" for a, v in rows))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (raised_gift, "is not what was published"),
        (dropped_gift, "was published and is missing"),
        (swapped("books.beancount", "一元", "九元"), "is not what was published"),
        (swapped("books.journal", "  1.00 CNY", "  1.01 CNY"), "do not say the same"),
        (swapped("trial.csv", ",100\n", ",101\n"), "trial.csv"),
        (swapped("allocations.csv", ",40,", ",41,"), "are not what books.beancount says was spent"),
        (swapped("donations.csv", ",100000,0", ",10,0"), "more was used"),
        (swapped("leaves.jsonl", "一元", "九元"), "does not fit its hash"),
    ],
)  # fmt: skip
def test_a_pack_that_was_changed_and_sealed_anew_is_named_by_the_log(books, tmp_path, change, told):
    books.give(100, narrative="一元")
    books.spend(40, pool=books.free)
    publish(by=SYSTEM_ACTOR)
    folder = written(tmp_path)
    assert "0 not in the log" in verify_pack(folder, str(LOG.verifier))
    with pytest.raises(Bad, match=told):
        verify_pack(resealed(folder, tmp_path, change), str(LOG.verifier))


def test_leaves_are_those_of_the_log_and_another_key_is_refused(books, tmp_path):
    books.give(100)
    publish(by=SYSTEM_ACTOR)
    books.give(7)
    folder = written(tmp_path)
    assert "1 not in the log yet" in verify_pack(folder, None)
    leaves = [json.loads(line) for line in (folder / "leaves.jsonl").read_text("utf-8").splitlines()]
    assert [leaf["index"] for leaf in leaves] == list(range(len(leaves)))
    assert [leaf["txid"].split("/")[2] for leaf in leaves if "entry" in leaf] == ["1", "2"]
    with pytest.raises(Bad, match="not signed by this key"):
        verify_pack(folder, str(make_signer("example.org/other", b"o" * 32).verifier))


def test_one_organisations_pack_holds_nothing_of_anothers(books, tmp_path):
    books.give(100)
    folder = written(tmp_path, organisations=[books.organisation.pk + 1])
    assert table(folder / "donations.csv") == [] and trial(folder) == {}
    verify_pack(folder, None)


def test_gifts_are_found_through_returns_and_other_purposes():
    origins = Origins()
    origins.tell(1, 0, 100, None)
    origins.tell(1, 100, 150, None)
    origins.tell(2, 0, 120, (1, 20))
    assert list(origins.of(2, 10, 120)) == [((1, 0), 70), ((1, 100), 40)]
    with pytest.raises(LookupError):
        list(origins.of(2, 110, 121))


def test_the_command_writes_and_verifies_and_says_in_one_sentence_what_is_wrong(books, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("bangfu.cli.site.set_up", lambda: None)
    books.give(100, on=DAY)
    out = tmp_path / "p"
    assert main(["books", "export", "--out", str(out), "--from", "2026-11-01", "--to", "2026-11-30", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["transactions"] == 2
    assert main(["books", "export", "--out", str(out)]) == 1
    assert "不是空的目录" in capsys.readouterr().err
    assert main(["books", "export", "--out", str(tmp_path / "q"), "--organisation", "O-99-1"]) == 1
    assert main(["books", "verify", str(out)]) == 0
    (out / "trial.csv").write_bytes((out / "trial.csv").read_bytes().replace(b"balance", b"balanze"))
    capsys.readouterr()
    assert main(["books", "verify", str(out)]) == 1
    assert "trial.csv was changed: lines 1 to 100" in capsys.readouterr().err
    assert main(["books", "verify", str(tmp_path / "nothing")]) == 1
    with pytest.raises(SystemExit) as wrong:
        main(["books", "export", "--out", str(out), "--from", "soon"])
    assert wrong.value.code == 2
