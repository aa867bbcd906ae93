"""The walls in the database, and what `bangfu check` names when they were taken down and the rows changed by hand."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from bangfu.apps.funds import api as funds
from bangfu.apps.funds.invariants import INVARIANTS
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.triggers import all_triggers, install
from tests.apps.funds.conftest import DAY
from tests.samples import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def busy(books):
    """Books in which everything happened once."""
    books.give(300, key="g1", on=date(2026, 10, 5))
    second = books.give(200)
    paid = books.spend(150)
    funds.refund_lot(by=books.maker, lot_id=second.lot_id, amount=50, reason="退", checker=books.checker, on=DAY)
    funds.reverse_voucher(by=books.maker, voucher=paid.pk, reason="退货", checker=books.checker, on=DAY)
    books.reserve(100)
    funds.close_period(by=books.checker, organisation=books.organisation.pk, ym="2026-10")
    return books


def named():
    return {rule.id for rule in INVARIANTS if list(rule.broken())}


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_honest_books_are_found_whole(busy):
    assert named() == set() and all(rule.count() for rule in INVARIANTS)


REFUSED = {
    "edit a voucher": "UPDATE funds_voucher SET narrative = 'x'",
    "remove a voucher": "DELETE FROM funds_voucher",
    "edit an amount": "UPDATE funds_transfer SET amount = amount + 1",
    "remove a transfer": "DELETE FROM funds_transfer",
    "move a lot": "UPDATE funds_lot SET b = b + 1",
    "remove a lot": "DELETE FROM funds_lot",
    "move a segment": "UPDATE funds_segment SET kind = 'spend'",
    "remove a segment": "DELETE FROM funds_segment",
    "upsert": "INSERT INTO funds_segment (id, voucher_id, pool_id, a, b, kind) SELECT id, voucher_id, pool_id, a, b, 'undo' FROM funds_segment WHERE true "
    "ON CONFLICT (id) DO UPDATE SET kind = 'undo'",
    "overlap": "INSERT INTO funds_segment (voucher_id, pool_id, a, b, kind) SELECT voucher_id, pool_id, a + 1, b, 'spend' FROM funds_segment WHERE kind = 'spend'",
    "beyond the pool": "INSERT INTO funds_segment (voucher_id, pool_id, a, b, kind) SELECT voucher_id, pool_id, b + 9000, b + 9001, 'spend' FROM funds_lot",
    "a gap of lots": "INSERT INTO funds_lot (voucher_id, pool_id, a, b, day) SELECT voucher_id, pool_id, b + 9000, b + 9001, day FROM funds_lot",
    "nothing": "INSERT INTO funds_transfer (voucher_id, line, debit_id, credit_id, amount, phase) SELECT voucher_id, 90, debit_id, credit_id, 0, 'single' FROM funds_transfer",
    "less than nothing": "INSERT INTO funds_transfer (voucher_id, line, debit_id, credit_id, amount, phase) SELECT voucher_id, 90, debit_id, credit_id, -1, 'single' FROM funds_transfer",
    "to itself": "INSERT INTO funds_transfer (voucher_id, line, debit_id, credit_id, amount, phase) SELECT voucher_id, 90, debit_id, debit_id, 1, 'single' FROM funds_transfer",
    "overspend": "INSERT INTO funds_transfer (voucher_id, line, debit_id, credit_id, amount, phase) SELECT t.voucher_id, 90, t.credit_id, t.debit_id, 999999999, 'single' FROM funds_transfer t JOIN funds_account a ON a.id = t.credit_id WHERE a.role = 'available'",
    "pay a reservation with other accounts": "INSERT INTO funds_transfer (voucher_id, line, debit_id, credit_id, amount, phase, resolves_id) SELECT voucher_id, 90, credit_id, debit_id, amount, 'post', id FROM funds_transfer WHERE phase = 'pending'",
    "open a closed month": "UPDATE funds_period SET state = 'open', closed_by = '', trial_sha256 = '' WHERE state = 'closed'",
    "an account of another kind": "UPDATE funds_account SET dnec = false WHERE dnec",
    "remove an account": "DELETE FROM funds_account",
    "another purpose": "UPDATE funds_pool SET purpose = 'x'",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_itself_refuses_to(what, busy):
    with pytest.raises(DatabaseError), transaction.atomic():
        run(REFUSED[what])
    assert named() == set()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only")
@pytest.mark.parametrize("amount", ["100.5", "'abc'"])
def test_sqlite_refuses_half_fen_and_replacement(amount, busy):
    sql = "INSERT INTO funds_transfer (voucher_id, line, debit_id, credit_id, amount, phase) SELECT voucher_id, 90, debit_id, credit_id, {}, 'single' FROM funds_transfer LIMIT 1"
    with pytest.raises(DatabaseError, match="whole fen"), transaction.atomic():
        run(sql.format(amount))
    columns = "id, voucher_id, line, debit_id, credit_id, {}, phase, resolves_id"
    replace = f"INSERT OR REPLACE INTO funds_transfer ({columns.format('amount')}) SELECT {columns.format('amount + 1')} FROM funds_transfer LIMIT 1"
    with pytest.raises(DatabaseError, match="exists"), transaction.atomic():
        run(replace)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_postgresql_refuses_truncate_and_totals_by_hand(busy):
    for sql in (
        "TRUNCATE funds_segment CASCADE",
        "UPDATE funds_account SET posted_debits = posted_debits + 1, posted_credits = posted_credits + 1",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(sql)


PLANTED = {
    "I1": "UPDATE funds_transfer SET debit_id = (SELECT MIN(id) FROM funds_account WHERE organisation_id <> (SELECT MIN(organisation_id) FROM funds_account)) WHERE id = (SELECT MIN(id) FROM funds_transfer)",
    "I2": "UPDATE funds_account SET posted_debits = posted_debits + 1 WHERE role = 'bank'",
    "I3": "UPDATE funds_account SET posted_credits = posted_credits + 1 WHERE role = 'available'",
    "I4": "UPDATE funds_segment SET a = a + 1, b = b + 1 WHERE kind = 'spend'",
    "I5": "UPDATE funds_segment SET b = b - 1 WHERE kind = 'spend'",
    "B6": "UPDATE funds_voucher SET narrative = 'x' WHERE kind = 'spend'",
    "I7": "UPDATE funds_voucher SET idem_key = '' WHERE idem_key = 'g1'",
    "I9": "UPDATE funds_transfer SET amount = amount + 1 WHERE id IN (SELECT t.id FROM funds_transfer t JOIN funds_voucher v ON v.id = t.voucher_id WHERE v.idem_key = 'g1')",
    "I12": "UPDATE funds_account SET posted_credits = posted_credits + 100100 WHERE role = 'wechat'",
    "I13": "UPDATE funds_segment SET a = 299 WHERE kind = 'refund'",
    "B14": "UPDATE funds_voucher SET no = no + 100 WHERE kind = 'refund'",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_hand_in_the_rows_is_named_by_the_check(name, busy):
    other = make_organisation(901)
    funds.open_fund(by=SYSTEM_ACTOR, organisation=other.pk, code="A", name="另一家", restriction="restricted")
    with connection.cursor() as cursor:
        for trigger in all_triggers():
            if trigger.table.startswith("funds_") and trigger.only in ("", connection.vendor):
                table = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER "{trigger.name}"{table}')
    run(PLANTED[name])
    found = named()
    install(connection)
    assert name in found
