"""J1, J2, T4 and T5, re-derived from answers, signatures, slots and shares; neither rules nor triggers are trusted."""

from collections import defaultdict
from collections.abc import Iterator

from bangfu.apps.agreements.api import Agreement
from bangfu.apps.organisations.api import Organisation
from bangfu.apps.partnerships.models import Pairing, Settlement, Team
from bangfu.apps.partnerships.rules.teams import WHOLE
from bangfu.plumbing.checks import Finding, Invariant


def _in_force(subjects: list[str]) -> set[str]:
    return set(Agreement.objects.filter(subject__in=subjects, in_force__isnull=False).values_list("subject", flat=True))


def _one_sided() -> Iterator[Finding]:
    rows = list(Pairing.objects.filter(state__in=("in_effect", "ended")).prefetch_related("answers"))
    signed = _in_force([one.holder for one in rows])
    for pairing in rows:
        yes = {one.side for one in pairing.answers.all() if one.answer == "accepted"}
        if yes != {"organisation", "place"}:
            yield Finding(pairing.number, "结对生效了，却不是双方都答应过。")
        if pairing.holder not in signed:
            yield Finding(pairing.number, "结对生效了，却没有双方签齐的协议。")


def _slots(prefix: str) -> dict[str, set[tuple[str, str, str]]]:
    """By holder: (organisation's number, quarter, state) of every slot that was not given back."""
    rows = Organisation.objects.filter(
        capacities__holdings__holder__startswith=prefix, capacities__holdings__released_at=None
    ).values_list("capacities__holdings__holder", "number", "capacities__quarter", "capacities__holdings__state")
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for holder, number, quarter, state in rows.iterator():
        found[holder].add((number, quarter, state))
    return found


def _misslotted_pairings() -> Iterator[Finding]:
    slots = _slots("pairing:")
    for pairing in Pairing.objects.iterator(200):
        state = "committed" if pairing.state in ("in_effect", "ended") else "held"
        due = {(pairing.organisation, quarter, state) for quarter in pairing.quarters}
        if slots.pop(pairing.holder, set()) != due:
            yield Finding(pairing.number, "占用的名额和它写下的季度对不上。")
        if pairing.state == "in_effect" and not due:
            yield Finding(pairing.number, "结对生效了，却没有占用名额。")
        if pairing.state in ("declined", "withdrawn") and due:
            yield Finding(pairing.number, "没有结成，却还占着名额。")
    for holder in sorted(slots):
        yield Finding(holder, "占着名额，却没有这次结对。")


def _unwhole() -> Iterator[Finding]:
    used = set(Team.objects.exclude(settlement=None).values_list("settlement_id", flat=True))
    used |= set(Team.objects.exclude(proposal=None).values_list("proposal_id", flat=True))
    for settlement in Settlement.objects.prefetch_related("shares").select_related("team").iterator(200):
        shares = list(settlement.shares.all())
        budget, credit = sum(one.budget_permille for one in shares), sum(one.credit_permille for one in shares)
        if (budget, credit) != (WHOLE, WHOLE):
            yield Finding(str(settlement), f"份额合计不是 100%：经费 {budget}‰，成果 {credit}‰。")
        if settlement.pk in used and settlement.team.lead not in {one.organisation for one in shares}:
            yield Finding(str(settlement), "份额里没有牵头单位。")


def _unmandated() -> Iterator[Finding]:
    rows = list(Team.objects.filter(state__in=("mandated", "ended")).prefetch_related("members", "settlement__shares"))
    signed, slots = _in_force([one.holder for one in rows]), _slots("team:")
    for team in rows:
        joined = {one.organisation for one in team.members.all() if one.state in ("joined", "leaving")}
        inside = {one.organisation for one in team.settlement.shares.all()} if team.settlement else set()
        if team.holder not in signed:
            yield Finding(team.number, "任务书生效了，却没有签齐。")
        if joined != inside:
            yield Finding(team.number, "成员和份额表对不上。")
    for team in Team.objects.prefetch_related("members").iterator(200):
        due = {(one.organisation, quarter) for one in team.members.all() for quarter in one.quarters}
        if {(number, quarter) for number, quarter, _state in slots.pop(team.holder, set())} != due:
            yield Finding(team.number, "成员占用的名额和写下的季度对不上。")


FORMED = (
    Invariant(
        "J1",
        "A pairing in effect was agreed by both sides, and both signed the same text.",
        Pairing.objects.count,
        _one_sided,
    ),
    Invariant(
        "J2",
        "A pairing holds exactly the slots of its quarters: at least one in effect, none when it did not come about.",
        Pairing.objects.count,
        _misslotted_pairings,
    ),
    Invariant("T4", "Shares of budget and of credit are each exactly 100 %.", Settlement.objects.count, _unwhole),
    Invariant(
        "T5",
        "A mandate was signed by all; who has joined stands in its shares, and each holds the slots of its quarters.",
        Team.objects.count,
        _unmandated,
    ),
)
