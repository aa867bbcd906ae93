"""Reading verification samples."""

from dataclasses import dataclass

from django.db.models import Q

from bangfu.apps.regions.api import regions_by_code
from bangfu.apps.volunteers import policy, rules_samples
from bangfu.apps.volunteers.actions_samples import kinds, outcome_of
from bangfu.apps.volunteers.models import Look, Sample
from bangfu.apps.volunteers.queries import confirmed_between
from bangfu.apps.volunteers.questions import Sampled
from bangfu.plumbing.access import Actor, Hidden, Scope

LIST_MAX = 100


def hours_sampled() -> Sampled:
    """Answers ``volunteers.sampled_kinds``: confirmed hours."""
    return Sampled("hours", rules_samples.HOURS, confirmed_between)


def samples_of(actor: Actor) -> list[Sample]:
    """Samples drawn in the actor's places, the newest first."""
    reach = Q(pk__in=[])
    for grant in actor.scopes_of(policy.SAMPLE):
        reach |= ~Q(pk__in=[]) if grant.scope_kind == "all" else Q(region__startswith=grant.scope_id)
    return list(Sample.objects.filter(reach).select_related("result").defer("items").order_by("-drawn_at")[:LIST_MAX])


def sample_for(actor: Actor, sample: str) -> Sample:
    """One sample, fetched and authorised at once. Errors: ``Hidden``."""
    found = Sample.objects.filter(pk=sample).select_related("result").first()
    if found is None or not actor.may(policy.SAMPLE, Scope(region=found.region)):
        raise Hidden
    return found


@dataclass(frozen=True, slots=True)
class Item:
    """One drawn item: where it stands in the order, what it is called, what was found (None: not looked at yet)."""

    serial: int
    id: str
    label: str
    look: Look | None


def items_of(sample: Sample) -> list[Item]:
    """What was drawn, in the order in which to look."""
    asked = kinds().get(sample.kind)
    prefix = sample.region.rstrip("0") or sample.region
    labels = dict(asked.items(prefix, sample.since, sample.until)) if asked else {}
    looks = {each.item: each for each in sample.looks.all()}
    picked = rules_samples.chosen(sample.items, sample.size, sample.seed)
    return [Item(serial, each, labels.get(each, each), looks.get(each)) for serial, each in enumerate(picked, 1)]


def sentence_of(sample: Sample) -> str:
    """The result in one sentence; "" while items are still to be looked at."""
    result = getattr(sample, "result", None)
    return outcome_of(sample, result.found).sentence if result else ""


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample as the list shows it."""

    sample: Sample
    title: str
    place: str
    sentence: str


def rows_of(samples: list[Sample]) -> list[SampleRow]:
    """With titles and places in words, in one query."""
    places = regions_by_code({each.region for each in samples}) if samples else {}
    titles = {kind: each.title for kind, each in kinds().items()}
    return [
        SampleRow(
            each,
            titles.get(each.kind, each.kind),
            places[each.region].full_name if each.region in places else each.region,
            sentence_of(each),
        )
        for each in samples
    ]
