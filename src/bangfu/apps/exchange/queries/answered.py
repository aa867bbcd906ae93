"""What came of asking: claims of a need, for the room that asked."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from bangfu.apps.exchange.models import Claim


def claimants_of(need: str) -> set[str]:
    """Numbers of the organisations with a live or chosen claim of this need."""
    rows = Claim.objects.filter(need__number=need, state__in=("started", "offered", "chosen"))
    return set(rows.values_list("organisation__number", flat=True))


def claims_since(need: str, since: datetime) -> dict[str, str]:
    """The state of the newest claim that each organisation began on this need since a moment, by its number."""
    rows = Claim.objects.filter(need__number=need, started_at__gte=since).order_by("position")
    return dict(rows.values_list("organisation__number", "state"))


def claim_facts(claim: str) -> tuple[str, str] | None:
    """(need's number, organisation's number) of a claim; None for one that does not exist."""
    return Claim.objects.filter(pk=claim).values_list("need__number", "organisation__number").first()


def lapsed_claims(needs: Iterable[str]) -> dict[str, Counter[str]]:
    """How the claims of these needs (numbers) that are over ended, by how often; needs without any are left out. One query."""
    found: dict[str, Counter[str]] = {}
    rows = Claim.objects.filter(
        need__number__in=list(needs), state="released", released_how__in=("withdrawn", "expired")
    )
    for need, how in rows.values_list("need__number", "released_how"):
        found.setdefault(need, Counter())[how] += 1
    return found
