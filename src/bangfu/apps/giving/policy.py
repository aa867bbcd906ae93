"""Who runs campaigns, who checks them, and what each address asks for."""

from bangfu.apps.giving.models import Campaign
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

RUN, CHECK, BOOK = "giving.run", "giving.check", "giving.book"
_BOTH = ("GET", "POST")

ROUTES = (
    Route("giving:list"),
    Route("giving:list-json"),
    Route("giving:list-csv"),
    Route("giving:checklist"),
    Route("giving:one", on="public_campaign"),
    Route("giving:one-json", on="public_campaign"),
    Route("giving:one-poster", on="public_campaign"),
    Route("giving:mine", needs=RUN, anywhere=True),
    Route("giving:new", needs=RUN, anywhere=True, methods=_BOTH),
    Route("giving:edit", needs=RUN, on="campaign", hides=True, methods=_BOTH, sees=CHECK),
    Route("giving:submit", needs=RUN, on="campaign", hides=True, methods=("POST",), sees=CHECK),
    Route("giving:end", needs=RUN, on="public_campaign", methods=("POST",)),
    Route("giving:pledge", needs=RUN, on="public_campaign", methods=("POST",)),
    Route("giving:desk", needs=CHECK, anywhere=True),
    Route("giving:check", needs=CHECK, on="submitted_campaign", hides=True, sees=RUN),
    Route("giving:publish", needs=CHECK, on="submitted_campaign", hides=True, methods=("POST",), sees=RUN),
    Route("giving:return", needs=CHECK, on="submitted_campaign", hides=True, methods=("POST",), sees=RUN),
    Route("giving:gift", on="gift_number"),
    Route("giving:trace", on="gift_number"),
    Route("giving:trace-json", on="gift_number"),
    Route("giving:find", methods=_BOTH),
    Route("giving:notify", on="provider_name", methods=("POST",)),
    Route("giving:demo", on="public_campaign", methods=_BOTH),
    Route("giving:demo-pay", on="demo_order", methods=_BOTH),
    Route("giving:gifts", needs=BOOK, anywhere=True, methods=_BOTH),
    Route("giving:ask-refund", needs=BOOK, on="gift", methods=("POST",)),
    Route("giving:approve-refund", needs=BOOK, on="refund", hides=True, methods=("POST",)),
    Route("giving:doubts", needs=BOOK, anywhere=True),
    Route("giving:settle", needs=BOOK, on="doubt", hides=True, methods=("POST",)),
    Route("api:campaigns"),
    Route("api:campaign", on="public_campaign"),
)


def is_public(campaign: Campaign) -> bool:
    """What everybody reads: a campaign that runs or has ended."""
    return campaign.state in ("public", "ended")


def scope_of(campaign: Campaign) -> Scope:
    """A campaign lies with its organiser and with the place that it is for."""
    return Scope(organisation=campaign.organisation, region=campaign.region)


def can_see(actor: Actor, campaign: Campaign) -> bool:
    """Public ones everybody, others who run or check them."""
    return is_public(campaign) or any(actor.may(each, scope_of(campaign)) for each in (RUN, CHECK))


def require(actor: Actor, campaign: Campaign, permission: str) -> None:
    """Errors: ``Hidden`` for what one may not know, ``Denied`` for what one may see but not do."""
    if not can_see(actor, campaign):
        raise Hidden
    if not actor.may(permission, scope_of(campaign)):
        raise Denied(permission)
