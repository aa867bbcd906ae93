"""What the database itself refuses of the books, and the one effect that keeps the totals.

Rows of vouchers, transfers, lots and segments are born once: UPDATE, DELETE and TRUNCATE are refused, and so is a second
birth (``INSERT OR REPLACE`` and upserts pass by the first two). Totals of accounts follow the transfers alone; PostgreSQL
refuses any other hand on them, SQLite cannot tell and leaves that to I2 of ``bangfu check``.
"""

from bangfu.plumbing.triggers import AnyTrigger, Effect, NeverEmptied, Trigger, append_only, refuse_when

_BORN = {
    "funds_voucher": "v.id = NEW.id OR (v.organisation_id = NEW.organisation_id AND v.idem_key = NEW.idem_key) "
    "OR v.reverses_id = NEW.reverses_id",
    "funds_transfer": "v.id = NEW.id OR (v.voucher_id = NEW.voucher_id AND v.line = NEW.line) OR v.resolves_id = NEW.resolves_id",
    "funds_lot": "v.id = NEW.id OR (v.pool_id = NEW.pool_id AND v.a = NEW.a) OR v.came_by_id = NEW.came_by_id",
    "funds_segment": "v.id = NEW.id OR (v.pool_id = NEW.pool_id AND v.a = NEW.a)",
}
_WHOLE = {"funds_transfer": ("amount",), "funds_lot": ("a", "b"), "funds_segment": ("a", "b")}


def _kept(table: str) -> tuple[AnyTrigger, ...]:
    """No row of ``table`` is changed, removed, emptied away, or born twice."""
    found: list[AnyTrigger] = [
        *append_only(table),
        Trigger(
            f"{table}_born_once",
            table,
            "INSERT",
            f"EXISTS (SELECT 1 FROM {table} v WHERE {_BORN[table]})",  # noqa: S608 - names of ours
            f"{table}: exists",
        ),
        NeverEmptied(f"{table}_no_truncate", table, f"{table}: append-only"),
    ]
    if table in _WHOLE:
        odd = " OR ".join(f"typeof(NEW.{column}) <> 'integer'" for column in _WHOLE[table])
        found.append(Trigger(f"{table}_whole_fen", table, "INSERT", odd, f"{table}: whole fen", only="sqlite"))
    return tuple(found)


def _sum(side: str) -> str:
    kept = "(SELECT p.amount FROM funds_transfer p WHERE p.id = NEW.resolves_id)"
    return " ".join(
        (
            f"UPDATE funds_account SET posted_{side}s = posted_{side}s +",  # noqa: S608 - names of ours
            "CASE WHEN NEW.phase IN ('single', 'post') THEN NEW.amount ELSE 0 END,",
            f"pending_{side}s = pending_{side}s +",
            f"CASE NEW.phase WHEN 'single' THEN 0 WHEN 'pending' THEN NEW.amount ELSE -{kept} END",
            f"WHERE id = NEW.{side}_id",
        )
    )


_LAST_LOT = "COALESCE((SELECT l.b FROM funds_lot l WHERE l.pool_id = NEW.pool_id ORDER BY l.a DESC LIMIT 1), 0)"
_BEFORE = "COALESCE((SELECT s.b FROM funds_segment s WHERE s.pool_id = NEW.pool_id AND s.a < NEW.b ORDER BY s.a DESC LIMIT 1), 0)"
_OTHER_BOOKS = (
    "(SELECT d.organisation_id FROM funds_account d WHERE d.id = NEW.{0}_id) <> "
    "(SELECT v.organisation_id FROM funds_voucher v WHERE v.id = NEW.voucher_id)"
)

TRIGGERS: tuple[AnyTrigger, ...] = (
    *_kept("funds_voucher"),
    *_kept("funds_transfer"),
    *_kept("funds_lot"),
    *_kept("funds_segment"),
    Effect("funds_transfer_totals", "funds_transfer", (_sum("debit"), _sum("credit"))),
    Trigger(
        "funds_transfer_one_organisation",
        "funds_transfer",
        "INSERT",
        f"{_OTHER_BOOKS.format('debit')} OR {_OTHER_BOOKS.format('credit')}",
        "I1: accounts of another organisation",
    ),
    Trigger(
        "funds_transfer_resolves_its_own",
        "funds_transfer",
        "INSERT",
        "NEW.resolves_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_transfer p WHERE p.id = NEW.resolves_id AND "
        "p.phase = 'pending' AND p.debit_id = NEW.debit_id AND p.credit_id = NEW.credit_id AND "
        "(p.amount = NEW.amount OR (NEW.phase = 'post' AND p.amount > NEW.amount)))",
        "I3: not a reservation of these accounts",
    ),
    Trigger("funds_lot_at_the_end", "funds_lot", "INSERT", f"NEW.a <> {_LAST_LOT}", "I4: lots leave no gap"),
    Trigger("funds_segment_inside", "funds_segment", "INSERT", f"NEW.b > {_LAST_LOT}", "I4: outside of the pool"),
    Trigger("funds_segment_alone", "funds_segment", "INSERT", f"{_BEFORE} > NEW.a", "I4: fen that are gone already"),
    Trigger(
        "funds_voucher_period_open",
        "funds_voucher",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM funds_period p WHERE p.id = NEW.period_id AND p.state = 'open' AND "
        "p.organisation_id = NEW.organisation_id AND p.ym = substr(CAST(NEW.day AS varchar), 1, 7))",
        "I9: not inside an open period",
    ),
    Trigger(
        "funds_voucher_next_number",
        "funds_voucher",
        "INSERT",
        "NEW.no <> COALESCE((SELECT MAX(v.no) FROM funds_voucher v WHERE v.period_id = NEW.period_id), 0) + 1",
        "I14: a number left out",
    ),
    Trigger(
        "funds_voucher_reverses_own",
        "funds_voucher",
        "INSERT",
        "NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_voucher v WHERE v.id = NEW.reverses_id AND "
        "v.organisation_id = NEW.organisation_id AND v.kind <> 'reversal')",
        "I9: nothing of these books to reverse",
    ),
    *refuse_when(
        "funds_period_stays",
        "funds_period",
        "UPDATE",
        "OLD.state = 'closed' OR NEW.ym <> OLD.ym OR NEW.organisation_id <> OLD.organisation_id OR NEW.last_no < OLD.last_no",
        "I9: a closed period is not opened again",
    ),
    Trigger("funds_period_kept", "funds_period", "DELETE", "", "I9: periods are kept"),
    Trigger("funds_account_kept", "funds_account", "DELETE", "", "I2: accounts are kept"),
    Trigger(
        "funds_account_fixed",
        "funds_account",
        "UPDATE",
        "NEW.organisation_id <> OLD.organisation_id OR NEW.role <> OLD.role OR NEW.dnec <> OLD.dnec OR NEW.cned <> OLD.cned "
        "OR COALESCE(NEW.pool_id, 0) <> COALESCE(OLD.pool_id, 0)",
        "I2: an account stays what it is",
    ),
    Trigger(
        "funds_account_totals_by_transfers",
        "funds_account",
        "UPDATE",
        "pg_trigger_depth() < 2 AND (NEW.posted_debits <> OLD.posted_debits OR NEW.posted_credits <> OLD.posted_credits "
        "OR NEW.pending_debits <> OLD.pending_debits OR NEW.pending_credits <> OLD.pending_credits)",
        "I2: totals follow the transfers",
        only="postgresql",
    ),
    Trigger(
        "funds_account_begins_empty",
        "funds_account",
        "INSERT",
        "NEW.posted_debits + NEW.posted_credits + NEW.pending_debits + NEW.pending_credits <> 0 "
        "OR EXISTS (SELECT 1 FROM funds_account v WHERE v.id = NEW.id)",
        "I2: an account begins empty",
    ),
    Trigger("funds_pool_kept", "funds_pool", "DELETE", "", "funds: pools are kept"),
    Trigger("funds_fund_kept", "funds_fund", "DELETE", "", "funds: funds are kept"),
    *refuse_when(
        "funds_pool_stays",
        "funds_pool",
        "UPDATE",
        "NEW.fund_id <> OLD.fund_id OR NEW.purpose <> OLD.purpose OR NEW.medium <> OLD.medium OR NEW.item <> OLD.item "
        "OR NEW.village <> OLD.village",
        "funds: a purpose is changed by moving its money",
    ),
)
