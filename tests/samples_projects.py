"""Samples of projects and their batches: what the promises try on `projects`."""

from collections.abc import Callable
from typing import Any

from bangfu.apps.exchange.actions import claims
from bangfu.apps.projects.actions import deliveries
from bangfu.apps.projects.events import open_chosen
from bangfu.apps.projects.models import Bundle, Delivery
from bangfu.apps.projects.rules.deliveries import Answer
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


samples.MAKERS |= {
    "project": _projects(lambda world, bundle: (bundle.project.number,)),
    "delivery": _projects(lambda world, bundle: (make_delivery(bundle).pk,)),
    "answered_delivery": _projects(lambda world, bundle: (make_answered(world, bundle).pk,)),
    "project_file": _projects(_file),
}
