"""Samples of occasions and visits: what the promises try on `occasions`."""

from datetime import timedelta

from bangfu.apps.occasions import actions
from bangfu.apps.occasions.models import Occasion
from bangfu.apps.occasions.queries import token_of
from bangfu.plumbing.clock import now
from tests import samples
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, Sample, World, somebody


def make_occasion(organisation: str, region: str, kind: str = "activity", **more: object) -> Occasion:
    """An occasion tomorrow, held by an organisation; a visit is asked for when it is one too many."""
    asks = bool(more.pop("asks", False))
    starts = now() + timedelta(days=1)
    values = {"kind": kind, "title": "义诊", "region": region, "starts": starts, "ends": starts + timedelta(hours=3)}
    values |= {"organiser": organisation, "seats": 2} | more
    holder = somebody("holder", "staff", "organisation", organisation)
    return actions.announce(by=holder, values=values, ask_the_village=asks)


def _numbers(world: World) -> list[str]:
    return [sample.organisation for sample in world.samples["organisation"]]


def _occasions(world: World) -> list[Sample]:
    return [
        Sample((make_occasion(number, region).pk,), organisation=number, is_public=True)
        for region, number in zip((VILLAGE, ELSEWHERE), _numbers(world), strict=True)
    ]


def _tokens(world: World) -> list[Sample]:
    found = [Occasion.objects.get(pk=sample.args[0]) for sample in world.samples["occasion"]]
    return [Sample((token_of(each),), is_public=True) for each in found]


def _asked(world: World) -> list[Sample]:
    found = []
    for region, number in zip((VILLAGE, ELSEWHERE), _numbers(world), strict=True):
        for _ in range(2):
            make_occasion(number, region, "inspection")
        found.append(Sample((make_occasion(number, region, "inspection", asks=True).pk,), region, number))
    return found


samples.MAKERS |= {
    "occasion": _occasions,
    "public_occasion": lambda world: [Sample(one.args, is_public=True) for one in world.samples["occasion"]],
    "occasion_token": _tokens,
    "asked_visit": _asked,
}
