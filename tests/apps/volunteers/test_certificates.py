"""Certificates: only what the served side confirmed, as issued for ever, verified by anybody without more than its person chose."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.test import Client

from bangfu.apps.volunteers import actions_certificates
from bangfu.apps.volunteers.invariants import INVARIANTS
from bangfu.apps.volunteers.models import Certificate
from bangfu.apps.volunteers.queries_certificates import rows_on
from bangfu.apps.volunteers.rules_certificates import code_written
from bangfu.apps.volunteers.sheets_certificates import paper_of
from bangfu.plumbing.access import Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import today
from bangfu.plumbing.documents import Grid, pdf_bytes
from tests.cast import make_cast
from tests.samples import make_organisation, make_places
from tests.samples_volunteers import VOLUNTEER, confirmed_hours, make_certificate, make_hours

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    make_places()
    return make_cast()


def broken():
    return [finding.what for each in INVARIANTS if each.id == "Y4" for finding in each.broken()]


def test_only_own_confirmed_hours_of_these_days_count_and_a_corrected_one_does_not(cast):
    kept = confirmed_hours(days=3)
    make_hours(days=4)
    confirmed_hours(days=5, by=cast["volunteer"].actor)
    old = confirmed_hours(days=6)
    make_hours(days=6, length=2, corrects=old.pk)
    made = make_certificate(since=today() - timedelta(days=30))
    assert (made.hours, made.times, made.minutes) == ([kept.pk], 1, 180) and broken() == []
    with pytest.raises(Refused, match="certificate_none"):
        make_certificate(since=today() - timedelta(days=2))


def test_one_organisation_s_hours_can_stand_alone(cast):
    own = make_organisation(930).number
    kept = confirmed_hours(days=3, organisation=own)
    confirmed_hours(days=4)
    made = make_certificate(organisation=own)
    assert made.hours == [kept.pk]
    assert [part.names for part in paper_of(made, rows_on(made), "x").parts if hasattr(part, "names")]


@pytest.mark.both_engines
def test_a_certificate_stays_as_issued_but_for_what_its_public_page_tells(cast):
    confirmed_hours()
    made = make_certificate()
    for change in ({"minutes": 9_999}, {"hours": ["x"]}, {"person": "x" * 16}, {"until": today() + timedelta(days=9)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()
    actions_certificates.show_certificate(by=VOLUNTEER, certificate=made.pk, shows="name")
    with pytest.raises(Hidden):
        actions_certificates.show_certificate(by=cast["donor"].actor, certificate=made.pk, shows="name")


@pytest.mark.usefixtures("no_triggers")
def test_the_check_finds_hours_that_were_never_confirmed_and_a_wrong_sum(cast):
    confirmed_hours()
    made = make_certificate()
    Certificate.objects.filter(pk=made.pk).update(minutes=600)
    assert any("不一致" in what for what in broken())
    Certificate.objects.filter(pk=made.pk).update(hours=[make_hours(days=5).pk], minutes=180)
    assert any("没有确认" in what for what in broken())


def test_from_the_hours_page_to_paper_in_one_submit_and_the_same_paper_each_time(cast):
    mine = cast["volunteer"]
    confirmed_hours(by=mine.actor, what="教老人用手机挂号")
    assert "/my/hours/certificates/" in mine.client.get("/my/hours/").content.decode()
    form = {"since": today() - timedelta(days=30), "until": today(), "organisation": "", "shows": "hours", "key": "k"}
    answer = mine.client.post("/my/hours/certificates/", form)
    again = mine.client.post("/my/hours/certificates/", form)
    assert answer.status_code == 302 and again.url == answer.url and Certificate.objects.count() == 1
    page, found = mine.client.get(answer.url).content.decode(), Certificate.objects.get()
    assert code_written(found.pk) in page and "教老人用手机挂号" in page and mine.person.name in page
    first = mine.client.get(f"{answer.url}certificate.pdf")
    assert first.content.startswith(b"%PDF") and first["Cache-Control"] == "no-store, private"
    paper = paper_of(found, rows_on(found), "https://example.org/certificates/x/")
    assert pdf_bytes(paper) == pdf_bytes(paper)
    assert [row[2] for part in paper.parts if isinstance(part, Grid) for row in part.rows] == ["教老人用手机挂号"]
    bad = mine.client.post("/my/hours/certificates/", form | {"until": today() - timedelta(days=60), "key": "other"})
    assert bad.status_code == 422 and "开始的日子" in bad.content.decode()


@pytest.mark.parametrize(("shows", "told"), [("hours", ""), ("surname", "*"), ("name", "whole"), ("closed", None)])
def test_anybody_verifies_by_the_code_and_reads_no_more_of_the_person_than_was_chosen(cast, shows, told):
    mine, stranger = cast["volunteer"], Client()
    confirmed_hours(by=mine.actor, what="教老人用手机挂号")
    made, name = make_certificate(mine.actor, shows=shows), mine.person.name
    answer = stranger.get("/certificates/", {"code": code_written(made.pk).upper()}, follow=True)
    if told is None:
        assert answer.status_code == 404 and "没有这个编号的证明" in answer.content.decode()
        assert stranger.get(f"/certificates/{made.pk}/").status_code == 404
        return
    page = answer.content.decode()
    assert code_written(made.pk) in page and "1 次，3 小时" in page
    assert ("教老人" in page, "三排" in page, made.person in page) == (False, False, False)
    assert (name in page) == (shows == "name") and (f"{name[0]}*" in page) == (shows == "surname")


def test_hours_corrected_after_issue_are_said_on_the_public_page(cast):
    old = confirmed_hours(days=3)
    made = make_certificate()
    make_hours(days=3, length=2, corrects=old.pk)
    assert "其中 1 条记录在开具以后更正过" in Client().get(f"/certificates/{made.pk}/").content.decode()
    assert broken() == []


def test_nobody_else_reads_a_certificate_s_own_page_or_paper(cast):
    confirmed_hours(by=cast["volunteer"].actor)
    made = make_certificate(cast["volunteer"].actor)
    for role in ("donor", "bureau", "public", "administrator"):
        for address in (f"/my/hours/certificates/{made.pk}/", f"/my/hours/certificates/{made.pk}/certificate.pdf"):
            assert cast[role].client.get(address).status_code in (302, 404), (role, address)
