"""Verification samples: drawn by a published seed, looked at item by item, their result re-derived by the check."""

import json

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from bangfu.apps.volunteers import actions_samples, rules_samples
from bangfu.apps.volunteers.invariants import INVARIANTS
from bangfu.apps.volunteers.models import Look, Sample, SampleResult
from bangfu.engines.sampling import drawn
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.publication.models import PublicationRow
from tests.cast import VILLAGE, make_cast
from tests.samples import make_places, somebody
from tests.samples_volunteers import VOLUNTEER, confirmed_hours, make_hours, make_sample

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    make_places()
    return make_cast()


def findings():
    return [found for each in INVARIANTS for found in each.broken()]


def look_at_all(sample, by, bad=0):
    for place, item in enumerate(rules_samples.chosen(sample.items, sample.size, sample.seed)):
        good = place >= bad
        actions_samples.look(by=by, sample=sample.pk, item=item, good=good, note="" if good else "当天没有人来")


def test_only_confirmed_hours_are_drawn_and_the_seed_is_published_before_anybody_looks(cast):
    kept = sorted(confirmed_hours(days=day).pk for day in range(2, 8))
    make_hours(days=9)
    sample = make_sample()
    assert sample.items == kept
    said = json.loads(bytes(PublicationRow.objects.get(kind="sample.drawn").body))["fields"]
    assert said["seed"] == sample.seed and said["items"] == rules_samples.digest_of(kept)
    assert rules_samples.chosen(sample.items, sample.size, sample.seed) == drawn(kept, sample.size, said["seed"])


def test_a_finished_sample_says_its_result_in_one_sentence_with_its_bounds_and_the_check_agrees(cast):
    for day in range(2, 12):
        confirmed_hours(days=day)
    sample, auditor = make_sample(), cast["auditor"]
    page = auditor.client.get(f"/desk/samples/{sample.pk}/").content.decode()
    assert sample.seed in page and "第 1 条" in page
    look_at_all(sample, auditor.actor, bad=1)
    page = auditor.client.get(f"/desk/samples/{sample.pk}/").content.decode()
    assert f"从 10 条里抽查 {sample.size} 条，1 条不实" in page and "把握" in page
    assert SampleResult.objects.get().found == 1
    assert PublicationRow.objects.filter(kind="sample.finished").count() == 1
    assert findings() == []


def test_who_confirmed_the_hours_does_not_verify_them_and_nobody_looks_twice(cast):
    hours = confirmed_hours()
    sample = make_sample()
    confirmer = hours.answer.by if hasattr(hours, "answer") else f"v{VILLAGE}"
    for person, code in ((confirmer, "concerned"), (VOLUNTEER.person, "concerned")):
        with pytest.raises(Refused) as refused:
            look_at_all(sample, somebody(person, "bureau", scope="44"))
        assert refused.value.refusal.code == f"volunteers.{code}"
    look_at_all(sample, cast["auditor"].actor)
    with pytest.raises(Refused):
        look_at_all(sample, cast["bureau"].actor)


def test_a_place_without_confirmed_hours_gives_no_sample(cast):
    make_hours()
    with pytest.raises(Refused) as refused:
        make_sample()
    assert refused.value.refusal.code == "volunteers.sample_empty"


def test_an_auditor_draws_from_the_page_in_one_submit(cast):
    confirmed_hours()
    form = {"kind": "hours", "region": VILLAGE, "since": "2020-01-01", "until": "2099-01-01", "tolerable": "50"}
    answer = cast["auditor"].client.post("/desk/samples/", form | {"confidence": "950", "key": "s"})
    assert answer.status_code == 302 and Sample.objects.get().drawn_by == cast["auditor"].person.pk


@pytest.mark.both_engines
def test_the_database_keeps_samples_what_was_found_and_results_as_they_are(cast):
    confirmed_hours()
    sample = make_sample()
    look_at_all(sample, cast["auditor"].actor)
    for rows in (Sample.objects.all(), Look.objects.all(), SampleResult.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    for change in (lambda: Sample.objects.update(seed="x"), lambda: Look.objects.update(good=False)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        Look.objects.create(sample=sample, item="another", good=True, by="x", at=now())


def test_the_check_finds_a_result_that_was_made_up_and_a_seed_that_was_exchanged(cast, no_triggers):
    for day in range(2, 6):
        confirmed_hours(days=day)
    sample = make_sample()
    look_at_all(sample, cast["auditor"].actor, bad=1)
    SampleResult.objects.update(found=0, low=0, high=0)
    assert [found.what for found in findings()] == ["记下的抽查结果和算出来的不一致。"]
    Sample.objects.update(seed="another")
    assert "抽样和公开记录里的不一样。" in {found.what for found in findings()}
