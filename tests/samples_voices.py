"""Samples of questions, suggestions and wishes: what the promises try on `supervision` and `voices`."""

from collections.abc import Callable
from dataclasses import replace

from bangfu.apps.needs.models import Need
from bangfu.apps.regions.models import Region
from bangfu.apps.supervision import actions as supervision
from bangfu.apps.supervision.models import Inquiry
from bangfu.apps.supervision.queries import find_subject
from bangfu.apps.voices import actions as voices
from bangfu.apps.voices.actions_wishes import enter_wish
from bangfu.apps.voices.models import Suggestion, Wish
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor
from bangfu.plumbing.openforms import tracking_code
from tests import samples
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, Sample, World, make_need, somebody


def make_inquiry(need: Need, organisation: str = "", step: str = "") -> Inquiry:
    """A question about a need, of an organisation or (without its number) of a visitor; answered and released on demand."""
    subject = find_subject("need", need.number)
    if organisation:
        asker = somebody("asker", "staff", "organisation", organisation)
        made = supervision.ask(by=asker, subject=subject, organisation=organisation, words="货车能不能开到村口？")
    else:
        made = supervision.ask_as_visitor(by=PUBLIC_ACTOR, subject=subject, words="我家有台旧的，可以送来吗？")
    office = somebody("answering", "county", scope=need.region_path[:2])
    if step in ("answered", "released"):
        made = supervision.answer(by=office, inquiry=made.pk, words="可以，村口有停车的地方。")
    if step == "released":
        said = {"question": "有组织问车辆能否进村。", "answer": "可以，村口能停车。"}
        supervision.release(by=office, inquiry=made.pk, **said)
    return made


def _inquiries(step: str = "", *, visitor: bool = False) -> Callable[[World], list[Sample]]:
    def make(world: World) -> list[Sample]:
        found = []
        numbers = [sample.organisation for sample in world.samples["organisation"]]
        for region, number in zip((VILLAGE, ELSEWHERE), numbers, strict=True):
            need = make_need(region, "published", samples.hands_of(world, region))
            made = make_inquiry(need, "" if visitor else number, step)
            found.append(Sample((made.pk,), region, "" if visitor else number))
        return found

    return make


def _inquiry_codes(world: World) -> list[Sample]:
    codes = [tracking_code(supervision.TRACKED, sample.args[0]) for sample in world.samples["visitor_inquiry"]]
    return [Sample((code,), is_public=True) for code in codes]


def _askable(world: World) -> list[Sample]:
    return [replace(sample, args=("need", *sample.args)) for sample in world.samples["published_need"]]


def make_suggestion(region: str, **changes: str) -> Suggestion:
    """A resident's suggestion for a place."""
    given = {"words": "村口的路灯坏了三盏，老人晚上不敢出门。"} | changes
    return voices.suggest(by=PUBLIC_ACTOR, region=Region.objects.get(code=region), **given)


def make_idea(region: str, organisation: str) -> Suggestion:
    """An organisation's idea for a place."""
    given = {"title": "把闲置小学改成长者饭堂", "words": "我们做过两家，村里出场地，我们出厨具和培训。"}
    by = somebody("proposer", "staff", "organisation", organisation)
    return voices.propose(by=by, region=Region.objects.get(code=region), organisation=organisation, **given)


def make_wish(region: str, by: Actor, **changes: str) -> Wish:
    """One person's wish."""
    given = {"group": "elders_alone", "item": "warm", "words": "想要一床厚被子。", "person": "村东头第三家，甲老伯"}
    return enter_wish(by=by, region=Region.objects.get(code=region), **given | changes)


def _suggestions(world: World) -> list[Sample]:
    return [Sample((make_suggestion(region).pk,), region) for region in (VILLAGE, ELSEWHERE)]


def _suggestion_codes(world: World) -> list[Sample]:
    codes = [tracking_code(voices.TRACKED, sample.args[0]) for sample in world.samples["suggestion"]]
    return [Sample((code,), is_public=True) for code in codes]


def _ideas(world: World) -> list[Sample]:
    numbers = [sample.organisation for sample in world.samples["organisation"]]
    pairs = zip((VILLAGE, ELSEWHERE), numbers, strict=True)
    return [Sample((make_idea(region, number).pk,), region, number) for region, number in pairs]


def _wishes(world: World) -> list[Sample]:
    found = []
    for region, owner in ((VILLAGE, "village"), (ELSEWHERE, "")):
        made = make_wish(region, samples.hands_of(world, region)["village"])
        found.append(Sample((made.pk,), region, "", owner))
    return found


samples.MAKERS |= {
    "suggestion": _suggestions,
    "suggestion_code": _suggestion_codes,
    "idea": _ideas,
    "wish": _wishes,
    "askable_need": _askable,
    "inquiry": _inquiries(),
    "answered_inquiry": _inquiries("answered"),
    "released_inquiry": _inquiries("released"),
    "visitor_inquiry": _inquiries(visitor=True),
    "answered_visitor_inquiry": _inquiries("answered", visitor=True),
    "inquiry_code": _inquiry_codes,
}
