"""What a pairing or a team undertakes, for the room above: enough to begin a project from it."""

from dataclasses import dataclass
from datetime import date

from bangfu.apps.partnerships.models import Pairing, Team
from bangfu.apps.partnerships.rules.teams import WHOLE
from bangfu.apps.partnerships.wording import work_words
from bangfu.plumbing.access import Hidden


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A pairing in effect or a team with its mandate.

    ``kind``: "pairing" or "team". ``place``: 12-digit region code ("" for a team that serves no particular place). ``lead``: the
    organisation's number. ``members``: (organisation, work in words, budget and credit in thousandths), the lead's first; both
    shares add up to 1000. ``needs``: numbers of the needs that it comes from. ``goals``: text.
    """

    kind: str
    number: str
    title: str
    place: str
    lead: str
    members: tuple[tuple[str, str, int, int], ...]
    needs: tuple[str, ...]
    starts: date
    ends: date
    goals: str


def undertaking_of(number: str) -> Undertaking:
    """The undertaking of a J- or T-number. Errors: ``Hidden`` for one that is not (or not yet) in effect."""
    if number.startswith("J"):
        return _of_pairing(number)
    return _of_team(number)


def _of_pairing(number: str) -> Undertaking:
    pairing = Pairing.objects.filter(number=number, state__in=("in_effect", "ended")).first()
    if pairing is None:
        raise Hidden
    work = "；".join(words for words in pairing.duties.values() if words)
    return Undertaking(
        "pairing", number, f"结对帮扶{pairing.place_name}"[:60], pairing.place, pairing.organisation,
        ((pairing.organisation, work, WHOLE, WHOLE),), (), pairing.starts_on, pairing.ends_on, pairing.goals,
    )  # fmt: skip


def _of_team(number: str) -> Undertaking:
    team = Team.objects.filter(number=number, state__in=("mandated", "ended")).select_related("settlement").first()
    if team is None or team.settlement is None:
        raise Hidden
    shares = sorted(team.settlement.shares.all(), key=lambda one: one.organisation != team.lead)
    members = tuple((one.organisation, work_words(one), one.budget_permille, one.credit_permille) for one in shares)
    needs = (team.need,) if team.need else ()
    return Undertaking(
        "team", number, team.title, team.place, team.lead, members, needs, team.starts_on, team.ends_on, team.goals
    )
