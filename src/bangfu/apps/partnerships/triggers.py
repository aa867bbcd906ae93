"""What the database itself refuses: an answer rewritten, a pairing or a team in effect that was not agreed and signed,
shares that are not exactly 100 %."""

from bangfu.plumbing.triggers.declare import append_only, refuse_when

_IN_FORCE = "EXISTS (SELECT 1 FROM agreements_agreement AS paper WHERE paper.id = NEW.agreement AND paper.in_force_id IS NOT NULL)"
_BOTH_SAID_YES = "(SELECT COUNT(*) FROM partnerships_pairinganswer AS said WHERE said.pairing_id = NEW.id AND said.answer = 'accepted') = 2"
_SLOT = "EXISTS (SELECT 1 FROM organisations_capacityholding AS slot WHERE slot.released_at IS NULL AND slot.holder = {holder})"


def _whole(column: str, share: str) -> str:
    return f"(SELECT COALESCE(SUM(part.{share}), 0) FROM partnerships_share AS part WHERE part.settlement_id = NEW.{column}) <> 1000"  # noqa: S608


_NOT_WHOLE = " OR ".join(
    f"(NEW.{column} IS NOT NULL AND {_whole(column, share)})"
    for column in ("settlement_id", "proposal_id")
    for share in ("budget_permille", "credit_permille")
)

TRIGGERS = (
    *append_only("partnerships_teamsolution"),
    *append_only("partnerships_teamseat"),
    *append_only("partnerships_pairinganswer"),
    *append_only("partnerships_pairingreview"),
    *append_only("partnerships_settlement"),
    *append_only("partnerships_share"),
    *refuse_when(
        "partnerships_pair_agreed",
        "partnerships_pairing",
        "INSERT UPDATE",
        f"NEW.state = 'in_effect' AND NOT ({_BOTH_SAID_YES} AND {_IN_FORCE})",
        "J1: a pairing in effect that both sides have not agreed and signed",
    ),
    *refuse_when(
        "partnerships_pair_slot",
        "partnerships_pairing",
        "UPDATE",
        "NEW.state = 'in_effect' AND OLD.state <> 'in_effect' AND NOT "
        + _SLOT.format(holder="'pairing:' || NEW.number"),
        "J2: a pairing in effect without a slot",
    ),
    *refuse_when(
        "partnerships_shares_whole",
        "partnerships_team",
        "INSERT UPDATE",
        _NOT_WHOLE,
        "T4: shares that are not 100 %",
    ),
    *refuse_when(
        "partnerships_share_late",
        "partnerships_share",
        "INSERT",
        "EXISTS (SELECT 1 FROM partnerships_team AS one WHERE one.settlement_id = NEW.settlement_id "
        "OR one.proposal_id = NEW.settlement_id)",
        "T4: a share added to a settlement in use",
    ),
    *refuse_when(
        "partnerships_team_signed",
        "partnerships_team",
        "INSERT UPDATE",
        f"NEW.state = 'mandated' AND NOT {_IN_FORCE}",
        "T5: a mandate that not everybody signed",
    ),
)
