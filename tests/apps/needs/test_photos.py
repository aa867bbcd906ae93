"""Pictures of a need on its public page: only by the publisher, never with a child, never without saying who is in it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bangfu.apps.needs import actions_photos, queries
from bangfu.apps.needs.invariants import INVARIANTS
from bangfu.apps.needs.models import ReleasedPhoto
from bangfu.plumbing.access import PUBLIC_ACTOR, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.files.models import StoredFile
from tests.apps.needs.conftest import AT, BUREAU, DAY, FRONTLINE, VILLAGE
from tests.cast import make_cast
from tests.samples import picture


@pytest.fixture
def photo(published):
    return attach_file(by=VILLAGE, at=AT, owner=published, data=picture(), caption="卫生站的旧血压计")


def release(need, photo, by=BUREAU, **changes):
    said = {"taken_on": DAY - timedelta(days=3), "taken_by": "team", "in_picture": "nobody"} | changes
    return actions_photos.release_photo(by=by, at=AT, number=need.number, file=photo.pk, **said)


def test_a_photo_is_not_public_before_the_publisher_shows_it(client, published, photo):
    assert client.get(f"/files/{photo.pk}").status_code == 404
    assert photo.pk not in client.get(f"/needs/{published.number}/").content.decode()


def test_a_released_photo_stands_at_the_top_with_its_day_and_the_takers_role(client, published, photo):
    release(published, photo)
    page = client.get(f"/needs/{published.number}/").content.decode()
    assert photo.pk in page.split("<h1", 1)[0]
    assert "11 月 20 日工作队拍摄" in page
    assert client.get(f"/files/{photo.pk}").status_code == 200


def test_a_photo_with_a_minor_is_refused_and_stays_hidden(client, published, photo):
    with pytest.raises(Refused) as refused:
        release(published, photo, in_picture="minor")
    assert refused.value.refusal.code == "photo_minor"
    assert client.get(f"/files/{photo.pk}").status_code == 404


@pytest.mark.both_engines
def test_the_database_refuses_a_released_photo_with_a_minor(published, photo):
    release(published, photo)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleasedPhoto.objects.update(in_picture="minor")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"taken_on": None}, "photo_taken_on"),
        ({"taken_on": DAY + timedelta(days=1)}, "photo_taken_on"),
        ({"taken_by": ""}, "photo_taken_by"),
        ({"in_picture": ""}, "photo_people"),
    ],
)
def test_what_nobody_said_about_a_photo_is_no_yes(published, photo, changes, code):
    with pytest.raises(Refused) as refused:
        release(published, photo, **changes)
    assert refused.value.refusal.code == code


def test_only_who_may_publish_there_shows_a_photo(published, photo):
    with pytest.raises(Denied):
        release(published, photo, by=FRONTLINE)


def test_a_file_of_another_need_is_hidden(published, photo, values):
    StoredFile.objects.filter(pk=photo.pk).update(owner_id="999999")
    with pytest.raises(Hidden):
        release(published, photo)


def test_a_photo_of_a_need_that_is_not_public_is_refused(verified):
    stored = attach_file(by=VILLAGE, at=AT, owner=verified, data=picture())
    with pytest.raises(Refused) as refused:
        release(verified, stored)
    assert refused.value.refusal.code == "photo_not_yet"


def test_a_photo_taken_off_is_gone_from_the_page_and_from_its_address(client, published, photo):
    release(published, photo)
    actions_photos.hide_photo(by=BUREAU, at=AT, number=published.number, file=photo.pk)
    assert client.get(f"/files/{photo.pk}").status_code == 404
    assert queries.public_photos(published) == []


def test_n7_finds_a_file_made_public_behind_the_actions(published, photo):
    check = next(each for each in INVARIANTS if each.id == "N7")
    release(published, photo)
    assert list(check.broken()) == []
    ReleasedPhoto.objects.all().delete()
    assert [finding.where for finding in check.broken()] == [photo.pk]
    assert queries.may_see_file(PUBLIC_ACTOR, StoredFile.objects.get(pk=photo.pk))


def test_the_publisher_releases_a_photo_by_the_form_and_reads_the_refusal(published, photo):
    page = make_cast({"bureau": "44"})["bureau"].client
    address = f"/desk/needs/{published.number}/photos/{photo.pk}/show/"
    refused = page.post(address, {"taken_on": "2026-11-20", "taken_by": "team", "in_picture": "minor"})
    assert refused.status_code == 409
    assert "照片里有未成年人，不能放在公开页上" in refused.content.decode()
    page.post(address, {"taken_on": "2026-11-20", "taken_by": "team", "in_picture": "agreed"})
    assert ReleasedPhoto.objects.get().taken_by == "team"
