"""Programs that others wrote read the audit pack: bean-check and hledger find it whole, and hledger's balances are ours to the fen.

They are installed by `.ci/steps.py` and run as programs of their own; nothing of them is imported.
"""

import csv
import io
import shutil
import subprocess
import sys
from datetime import date

import pytest

from bangfu.apps.disclosure.api import publish
from bangfu.apps.disclosure.queries import verifier_path
from bangfu.apps.funds import api as funds
from bangfu.engines.tlog import make_signer
from bangfu.plumbing.access import SYSTEM_ACTOR
from tests.apps.funds.histories import History
from tests.apps.funds.readers import fen, same, trial

pytestmark = pytest.mark.programs
LOG = make_signer("example.org/log", b"p" * 32)


@pytest.fixture(params=[None, date(2026, 9, 1)], ids=["whole", "from-a-day"])
def folder(request, books, settings, tmp_path):
    """A pack of books after a random history."""
    settings.DATA_DIR, settings.LOG_KEY = tmp_path / "data", LOG.written()
    History(books, 21).run(120)
    publish(by=SYSTEM_ACTOR)
    funds.write_pack(tmp_path / "pack", since=request.param)
    return tmp_path / "pack"


def run(*words, where):
    return subprocess.run(words, cwd=where, capture_output=True, text=True, check=False)


def spoilt(folder, name):
    """One posting of one fen more, in the middle of the file."""
    path = folder / name
    lines = path.read_text("utf-8").split("\n")
    places = [n for n, line in enumerate(lines) if line.startswith("  ") and line.endswith("7.00 CNY")]
    places = places or [n for n, line in enumerate(lines) if line.startswith("  ") and line.endswith("1.00 CNY")]
    place = places[len(places) // 2]
    lines[place] = lines[place].replace("0 CNY", "1 CNY")
    path.write_text("\n".join(lines), "utf-8")


def test_bean_check_finds_the_books_whole_and_one_fen_too_many(folder):
    good = run("bean-check", "books.beancount", where=folder)
    assert (good.returncode, good.stdout + good.stderr) == (0, "")
    spoilt(folder, "books.beancount")
    assert run("bean-check", "books.beancount", where=folder).returncode == 1


def test_bean_check_holds_the_balances_at_the_end_to_the_fen(folder):
    text = (folder / "books.beancount").read_text("utf-8")
    before, mark, after = text.rpartition(" ~ 0 CNY")
    sums = f"{before[:-1]}{(int(before[-1]) + 1) % 10}{mark}{after}"
    (folder / "books.beancount").write_text(sums, "utf-8")
    assert run("bean-check", "books.beancount", where=folder).returncode == 1


def test_hledger_finds_the_books_whole_and_one_fen_too_many(folder):
    good = run("hledger", "-f", "books.journal", "check", "--strict", where=folder)
    assert (good.returncode, good.stdout + good.stderr) == (0, "")
    spoilt(folder, "books.journal")
    assert run("hledger", "-f", "books.journal", "check", "--strict", where=folder).returncode == 1


def test_hledgers_balances_are_the_trial_balance_to_the_fen(folder):
    told = run("hledger", "-f", "books.journal", "balance", "--flat", "--no-total", "-E", "-O", "csv", where=folder)
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    found = {row["account"]: fen(row["balance"].removesuffix(" CNY")) if row["balance"] != "0" else 0 for row in rows}
    assert len(found) > 8 and same(found, trial(folder))


def test_bean_querys_balances_are_the_trial_balance_to_the_fen(folder):
    ask = "SELECT account, sum(number) AS balance GROUP BY account"
    told = run("bean-query", "-f", "csv", "books.beancount", ask, where=folder)
    rows = list(csv.DictReader(io.StringIO(told.stdout)))
    found = {row["account"].strip(): fen(f"{float(row['balance']):.2f}") for row in rows}
    assert len(found) > 8 and same(found, trial(folder))


def test_the_file_that_anybody_downloads_agrees_with_the_files_alone(folder, tmp_path):
    shutil.copy(verifier_path(), tmp_path / "verifier.py")
    words = (sys.executable, "-I", str(tmp_path / "verifier.py"), "pack", str(folder), "--vkey", str(LOG.verifier))
    told = run(*words, where=tmp_path)
    assets = sum(value for account, value in trial(folder).items() if account.startswith("Assets:"))
    assert told.returncode == 0 and f"assets 资产 {assets} fen" in told.stdout, told.stderr
    assert "0 not in the log yet" in told.stdout
