"""The only writers of verification samples and of what was found. Lock order: the sample."""

import secrets
from datetime import date, datetime

from bangfu.apps.volunteers import policy, rules_samples
from bangfu.apps.volunteers.models import Hours, Look, Sample, SampleResult
from bangfu.apps.volunteers.questions import Sampled, sampled_kinds
from bangfu.plumbing.access import Actor, Hidden, Scope
from bangfu.plumbing.access.errors import Denied
from bangfu.plumbing.actions import action, record, refuse
from bangfu.plumbing.publication.write import publish_row
from bangfu.values import opaque_id


def kinds() -> dict[str, Sampled]:
    """What can be verified, by kind."""
    return {each.kind: each for each in sampled_kinds.ask()}


@action("volunteers.draw_sample")
def draw_sample(
    *,
    by: Actor,
    at: datetime,
    key: str = "",
    kind: str,
    region: str,
    since: date,
    until: date,
    tolerable: int,
    confidence: int,
) -> Sample:
    """Draw a sample; its seed is made here, after the population is fixed, and published with it.

    Args: ``region``: a 12-digit code; ``tolerable`` and ``confidence`` in thousandths. Errors: ``Denied``, ``Hidden``, ``Refused``.
    """
    if not by.may(policy.SAMPLE, Scope(region=region)):
        raise Denied(policy.SAMPLE)
    asked = kinds().get(kind)
    if asked is None:
        raise Hidden
    items = [item for item, _label in asked.items(region.rstrip("0") or region, since, until)] if since <= until else []
    refuse(rules_samples.drawing_refusal(population=len(items), since=since, until=until))
    seed = secrets.token_hex(8)
    made = Sample(
        pk=opaque_id(),
        kind=kind,
        region=region,
        since=since,
        until=until,
        tolerable=tolerable,
        confidence=confidence,
        seed=seed,
        items=items,
        population=len(items),
        size=rules_samples.size_of(len(items), tolerable, confidence),
        drawn_by=by.person,
        drawn_at=at,
    )
    made.save(force_insert=True)
    record(subject=made, changes={"seed": ("", seed), "size": (0, made.size), "population": (0, made.population)})
    publish_row(kind="sample.drawn", subject=subject_of_row(made), fields=public_fields(made), at=at)
    return made


@action("volunteers.look")
def look(*, by: Actor, at: datetime, key: str = "", sample: str, item: str, good: bool, note: str) -> Look:
    """Say what was found at one drawn item; the last one finishes the sample and publishes its result.

    Errors: ``Hidden``, ``Refused``.
    """
    found = Sample.objects.select_for_update().filter(pk=sample).first()
    if found is None or not by.may(policy.SAMPLE, Scope(region=found.region)):
        raise Hidden
    before = list(found.looks.all())
    refuse(
        rules_samples.looking_refusal(
            item=item,
            sample=rules_samples.chosen(found.items, found.size, found.seed),
            looked=frozenset(each.item for each in before),
            good=good,
            note=note,
            concerned=_concerned(found, item, by),
        )
    )
    made = Look.objects.create(sample=found, item=item, good=good, note=note.strip(), by=by.person, at=at)
    record(subject=made, changes={"good": (None, good)})
    if len(before) + 1 == found.size:
        _finish(found, sum(not each.good for each in [*before, made]), at)
    return made


def _concerned(sample: Sample, item: str, by: Actor) -> bool:
    """Whether the actor reported or confirmed these hours; other kinds know it themselves."""
    if sample.kind != "hours" or item not in sample.items:
        return False
    hours = Hours.objects.filter(pk=item).select_related("answer").first()
    return hours is not None and by.person in (hours.person, hours.answer.by)


def _finish(sample: Sample, bad: int, at: datetime) -> None:
    said = outcome_of(sample, bad)
    made = SampleResult.objects.create(sample=sample, found=bad, low=said.low, high=said.high, at=at)
    record(subject=made, changes={"found": (None, bad), "high": (None, said.high)})
    fields = {"found": bad, "low": said.low, "high": said.high, "passed": int(said.passed)}
    publish_row(kind="sample.finished", subject=subject_of_row(sample), fields=fields, at=at)


def outcome_of(sample: Sample, bad: int) -> rules_samples.Outcome:
    """What `bad` found items say, re-derived from the sample."""
    return rules_samples.outcome_of(
        population=sample.population,
        sample=sample.size,
        found=bad,
        tolerable=sample.tolerable,
        confidence=sample.confidence,
    )


def subject_of_row(sample: Sample) -> str:
    """How publication rows name a sample."""
    return f"sample-{sample.pk}"


def public_fields(sample: Sample) -> dict[str, str | int]:
    """What everybody may know of a drawn sample; the ids stand as a digest alone."""
    return {
        "kind": sample.kind,
        "region": sample.region,
        "since": sample.since.isoformat(),
        "until": sample.until.isoformat(),
        "tolerable": sample.tolerable,
        "confidence": sample.confidence,
        "seed": sample.seed,
        "population": sample.population,
        "size": sample.size,
        "items": rules_samples.digest_of(sample.items),
    }
