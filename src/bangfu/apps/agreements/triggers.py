"""A1 and A2 in the database: texts and signatures are never rewritten, no text is in force that a party has not signed."""

from bangfu.plumbing.triggers.declare import append_only, refuse_when

_UNSIGNED = (
    "EXISTS (SELECT 1 FROM agreements_signatory AS wanted WHERE wanted.text_id = NEW.in_force_id AND NOT EXISTS "
    "(SELECT 1 FROM agreements_signature AS given WHERE given.signatory_id = wanted.id))"
)
_NOBODY = "NOT EXISTS (SELECT 1 FROM agreements_signatory AS wanted WHERE wanted.text_id = NEW.in_force_id)"
_ANOTHERS = "NOT EXISTS (SELECT 1 FROM agreements_text AS words WHERE words.id = NEW.in_force_id AND words.agreement_id = NEW.id)"

TRIGGERS = (
    *append_only("agreements_templateversion"),
    *append_only("agreements_text"),
    *append_only("agreements_signatory"),
    *append_only("agreements_signature"),
    *refuse_when(
        "agreements_signed_by_all",
        "agreements_agreement",
        "INSERT UPDATE",
        f"NEW.in_force_id IS NOT NULL AND ({_UNSIGNED} OR {_NOBODY} OR {_ANOTHERS})",
        "A1: a text in force that a party has not signed",
    ),
    *refuse_when(
        "agreements_signature_of_text",
        "agreements_signature",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM agreements_signatory AS wanted JOIN agreements_text AS words ON words.id = wanted.text_id "
        "WHERE wanted.id = NEW.signatory_id AND words.digest = NEW.digest)",
        "A2: a signature under other words",
    ),
    # Who must sign stands before anybody signs: nobody is added to a text in force behind the others' backs.
    *refuse_when(
        "agreements_signatory_early",
        "agreements_signatory",
        "INSERT",
        "EXISTS (SELECT 1 FROM agreements_agreement WHERE in_force_id = NEW.text_id)",
        "A1: a signatory of a text in force",
    ),
)
