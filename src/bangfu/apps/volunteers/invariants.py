"""Y1 to Y3, re-derived from the rows."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache

from bangfu.apps.people.api import grants_of
from bangfu.apps.volunteers import rules_samples
from bangfu.apps.volunteers.actions_samples import outcome_of, public_fields, subject_of_row
from bangfu.apps.volunteers.models import Answer, Certificate, Hours, Sample
from bangfu.apps.volunteers.policy import organisations_of
from bangfu.plumbing.access import Actor
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.publication.models import PublicationRow


def _not_of_the_served_side() -> Iterator[Finding]:
    """Trusts neither the recorded membership nor the trigger: who belonged to the senders the day before is asked again."""
    belonged = lru_cache(maxsize=4096)(lambda by, day: organisations_of(Actor(by, "person", grants_of(by, day))))
    for answer in Answer.objects.select_related("hours").defer("hours__what").order_by("pk"):
        hours = answer.hours
        if not answer.by or answer.by == hours.person:
            yield Finding(hours.pk, "志愿者自己确认了自己的时长。")
        if not answer.office or not hours.region.startswith(answer.office):
            yield Finding(hours.pk, "确认的人不是受帮扶一方的。")
        day = answer.at.astimezone(SHANGHAI).date() - timedelta(days=1)
        recorded = f",{hours.organisation}," in answer.stands_with
        if hours.organisation and (recorded or hours.organisation in belonged(answer.by, day)):
            yield Finding(hours.pk, "派出志愿者的组织的人确认了时长。")


def _wrong_hours() -> Iterator[Finding]:
    for hours in Hours.objects.select_related("corrects").defer("what", "corrects__what").order_by("pk"):
        length = int((hours.ends - hours.starts).total_seconds() // 60)
        if hours.minutes != length or length <= 0 or hours.day != hours.starts.astimezone(SHANGHAI).date():
            yield Finding(hours.pk, "记下的时长和起止时间不一致。")
        if hours.corrects is not None and hours.corrects.person != hours.person:
            yield Finding(hours.pk, "更正的是别人的时长。")


def _wrong_samples() -> Iterator[Finding]:
    said = {
        row.subject: json.loads(bytes(row.body))["fields"] for row in PublicationRow.objects.filter(kind="sample.drawn")
    }
    for sample in Sample.objects.select_related("result").prefetch_related("looks").order_by("pk"):
        if said.get(subject_of_row(sample)) != public_fields(sample):
            yield Finding(sample.pk, "抽样和公开记录里的不一样。")
        size = rules_samples.size_of(len(sample.items), sample.tolerable, sample.confidence)
        if (len(sample.items), size) != (sample.population, sample.size):
            yield Finding(sample.pk, "抽样的总数或样本大小和算出来的不一致。")
            continue
        picked = set(rules_samples.chosen(sample.items, sample.size, sample.seed))
        looks = list(sample.looks.all())
        if {each.item for each in looks} - picked:
            yield Finding(sample.pk, "记了没有抽中的条目。")
        result = getattr(sample, "result", None)
        if (result is not None) != (len(looks) == sample.size):
            yield Finding(sample.pk, "没有查完就有了结果，或查完了没有结果。")
        if result is not None:
            bad = sum(not each.good for each in looks)
            outcome = outcome_of(sample, bad)
            if (result.found, result.low, result.high) != (outcome.found, outcome.low, outcome.high):
                yield Finding(sample.pk, "记下的抽查结果和算出来的不一致。")


def _wrong_certificates() -> Iterator[Finding]:
    """The hours are read again; whether they were confirmed is asked of the answers, not of the certificate."""
    for one in Certificate.objects.defer("name").order_by("pk"):
        found = list(Hours.objects.filter(pk__in=one.hours).select_related("answer").defer("what"))
        if len(set(one.hours)) != len(one.hours) or len(found) != len(one.hours):
            yield Finding(one.pk, "证明里有重复的或已不存在的时长。")
        if (one.times, one.minutes) != (len(found), sum(row.minutes for row in found)):
            yield Finding(one.pk, "证明上的次数或时长和记录不一致。")
        for row in found:
            answer = getattr(row, "answer", None)
            if answer is None or not answer.confirmed or answer.at > one.issued_at:
                yield Finding(one.pk, "证明里有开具时还没有确认的时长。")
            if row.person != one.person or not one.since <= row.day <= one.until:
                yield Finding(one.pk, "证明里有别人的或不在这段时间的时长。")


INVARIANTS = (
    Invariant(
        "Y1",
        "Hours were answered by the served side, never by the volunteer or by who sent them.",
        Answer.objects.count,
        _not_of_the_served_side,
    ),
    Invariant(
        "Y2",
        "Reported hours are as long as from begin to end, and correct one's own.",
        Hours.objects.count,
        _wrong_hours,
    ),
    Invariant(
        "Y3",
        "A sample is what its published seed draws, and its result what was found in all of it.",
        Sample.objects.count,
        _wrong_samples,
    ),
    Invariant(
        "Y4",
        "A certificate counts its person's own hours of its days, each once, each confirmed before it was issued.",
        Certificate.objects.count,
        _wrong_certificates,
    ),
)
