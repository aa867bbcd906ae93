"""Who may read and sign agreements and edit their templates, and what each route asks for."""

from bangfu.apps.agreements.models import Agreement, Party
from bangfu.plumbing.access import Actor, Route, Scope

READ, SIGN, TEMPLATE = "agreements.read", "agreements.sign", "agreements.template"


def scope_of(party: Party) -> Scope:
    """An organisation signs by its own people, a place by those who answer for it."""
    return Scope(organisation=party.code) if party.kind == "organisation" else Scope(region=party.code)


def may_read(actor: Actor, agreement: Agreement, parties: list[Party]) -> bool:
    """The parties, and the offices above the place."""
    return actor.may(READ, Scope(region=agreement.region)) or any(actor.may(READ, scope_of(one)) for one in parties)


def _of(name: str) -> Route:
    return Route(f"agreements:{name}", needs=READ, on="agreement", hides=True)


ROUTES = (
    _of("agreement"),
    _of("word"),
    _of("pdf"),
    Route("agreements:templates", needs=TEMPLATE, anywhere=True),
    Route("agreements:template", needs=TEMPLATE, on="template_kind", anywhere=True, methods=("GET", "POST")),
    Route("agreements:preview-word", needs=TEMPLATE, on="template_kind", anywhere=True),
    Route("agreements:preview-pdf", needs=TEMPLATE, on="template_kind", anywhere=True),
)
