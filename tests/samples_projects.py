"""Samples of projects and their batches: what the promises try on `projects`."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bangfu.apps.exchange.actions import claims
from bangfu.apps.projects.actions import deliveries, diary, planning
from bangfu.apps.projects.events import open_chosen
from bangfu.apps.projects.models import Bundle, Change, Delivery, Project, Reading
from bangfu.apps.projects.rules.deliveries import Answer
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.files.actions import attach_file
from tests import samples
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, Sample, World, make_claim, picture, somebody


def make_bundle(world: World, region: str, *, own: bool) -> Bundle:
    """A chosen claim in its project: of the cast's own organisation, or of another."""
    claim = make_claim(world, region, own=own)
    village = samples.hands_of(world, region)["village"]
    claims.choose_claims(by=village, number=claim.need.number, chosen=[claim.pk])
    open_chosen({"claim": claim.pk})
    return Bundle.objects.select_related("project__lead").get(holder=claim.holder)


def make_delivery(bundle: Bundle) -> Delivery:
    """A batch of three units that waits for the village."""
    by = somebody("claimant", "staff", "organisation", bundle.organisation.number)
    number = bundle.project.number
    return deliveries.deliver(by=by, number=number, bundle=bundle.pk, units={1: 3}, on=today())


def make_answered(world: World, bundle: Bundle) -> Delivery:
    """A batch that the village answered."""
    made = make_delivery(bundle)
    by = samples.hands_of(world, bundle.project.region_path)["village"]
    deliveries.accept_delivery(by=by, delivery=made.pk, answers={1: Answer("less", 2)})
    return made


def _projects(what: Callable[[World, Bundle], tuple[Any, ...]]) -> Callable[[World], list[Sample]]:
    """Projects of the cast's village and organisation, and of others; ``what`` makes what an address names of each."""

    def make(world: World) -> list[Sample]:
        found = []
        for region in (VILLAGE, ELSEWHERE):
            bundle = make_bundle(world, region, own=region == VILLAGE)
            found.append(Sample(what(world, bundle), region, bundle.organisation.number))
        return found

    return make


def _file(world: World, bundle: Bundle) -> tuple[Any, ...]:
    made = make_delivery(bundle)
    return (attach_file(by=somebody("claimant", "staff"), at=now(), owner=made, data=picture()).pk,)


def _staff(bundle: Bundle) -> Actor:
    return somebody("claimant", "staff", "organisation", bundle.organisation.number)


def make_change(bundle: Bundle) -> Change:
    """A wish to end later."""
    number = bundle.project.number
    return diary.ask_change(
        by=_staff(bundle), number=number, field="ends_on", after="2030-12-31", reason="台风停工一周"
    )


def make_reading(bundle: Bundle) -> Reading:
    """A value that waits for the village's check."""
    by, number = _staff(bundle), bundle.project.number
    what = {"name": "用上血压计的老人", "unit": "人", "baseline": Decimal(0), "target": Decimal(60)}
    made = planning.add_indicator(by=by, number=number, **what)
    return planning.report_reading(by=by, number=number, indicator=made.pk, value=Decimal(20), on=today())


def make_ended(bundle: Bundle) -> Project:
    """A project that was stopped."""
    by, number = _staff(bundle), bundle.project.number
    return diary.end_project(by=by, number=number, how="stopped", reason="资金没有到位")


def _of_side(side: str) -> Callable[[World, Bundle], tuple[Any, ...]]:
    return lambda world, bundle: (make_ended(bundle).number, side)


def _reading(step: str) -> Callable[[World, Bundle], tuple[Any, ...]]:
    def make(world: World, bundle: Bundle) -> tuple[Any, ...]:
        made = make_reading(bundle)
        if step == "lock":
            village = samples.hands_of(world, bundle.project.region_path)["village"]
            planning.review_reading(by=village, number=bundle.project.number, reading=made.pk, step="accept")
        return (bundle.project.number, made.pk, step)

    return make


def _photo(world: World, bundle: Bundle) -> tuple[Any, ...]:
    return (bundle.project.number, *_file(world, bundle), "show")


samples.MAKERS |= {
    "project_change": _projects(lambda world, bundle: (bundle.project.number, make_change(bundle).pk)),
    "project_of_village": _projects(_of_side("village")),
    "project_of_lead": _projects(_of_side("lead")),
    "project_of_bureau": _projects(_of_side("bureau")),
    "reading_to_accept": _projects(_reading("accept")),
    "reading_to_lock": _projects(_reading("lock")),
    "project_photo": _projects(_photo),
    "project": _projects(lambda world, bundle: (bundle.project.number,)),
    "delivery": _projects(lambda world, bundle: (make_delivery(bundle).pk,)),
    "answered_delivery": _projects(lambda world, bundle: (make_answered(world, bundle).pk,)),
    "project_file": _projects(_file),
}
