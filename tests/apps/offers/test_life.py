"""An offer from its draft to its end: what may not be is refused, by the rules and by the database."""

from datetime import timedelta

import pytest
from django.db import Error, transaction

from bangfu.apps.offers import actions
from bangfu.apps.offers.invariants import INVARIANTS
from bangfu.apps.offers.models import Offer, OfferLine
from bangfu.apps.offers.rules import Given
from bangfu.plumbing.access import Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.publication.models import PublicationRow
from tests.apps.needs.conftest import AT, DAY
from tests.apps.offers.conftest import BUREAU, VILLAGE, actor

pytestmark = pytest.mark.both_engines


def broken():
    return [f"{each.id} {finding.what}" for each in INVARIANTS for finding in each.broken()]


def refused(words):
    return pytest.raises(Refused, check=lambda error: words in str(error.refusal))


def test_an_offer_is_public_after_the_office_checked_it_and_is_stated_once(published):
    assert published.state == "published" and published.number.startswith("F-26-")
    assert PublicationRow.objects.filter(kind="offer.published", subject=published.number).count() == 1
    assert broken() == []


def test_nobody_checks_their_own_and_no_other_organisation_touches_it(draft, staff):
    actions.submit_offer(by=staff, at=AT, number=draft.number)
    both = actor("staff", "bureau", "region", "44")
    with refused("填报的"):
        actions.publish_offer(by=both, at=AT, number=draft.number)
    with pytest.raises(Hidden):
        actions.change_offer(by=VILLAGE, at=AT, number=draft.number, values={"title": "改名的供给"})
    with pytest.raises(Denied):
        actions.publish_offer(by=staff, at=AT, number=draft.number)


def test_a_draft_without_items_or_places_is_not_handed_in_and_says_what_is_missing(draft, staff):
    actions.change_offer(by=staff, at=AT, number=draft.number, values={}, lines=[])
    with refused("能给什么"):
        actions.submit_offer(by=staff, at=AT, number=draft.number)
    actions.change_offer(by=staff, at=AT, number=draft.number, values={}, lines=[Given("工具", 5, "套")], places=[])
    with refused("服务哪些地方"):
        actions.submit_offer(by=staff, at=AT, number=draft.number)


def test_a_returned_offer_tells_why_and_comes_back(draft, staff):
    actions.submit_offer(by=staff, at=AT, number=draft.number)
    actions.return_offer(by=BUREAU, at=AT, number=draft.number, reason="请写清去哪些镇")
    draft.refresh_from_db()
    assert (draft.state, draft.return_reason) == ("returned", "请写清去哪些镇")
    actions.submit_offer(by=staff, at=AT, number=draft.number)
    assert Offer.objects.get().state == "submitted"


def test_two_who_edit_at_once_the_second_is_told(draft, staff):
    actions.change_offer(by=staff, at=AT, number=draft.number, values={"title": "果树修剪下乡"}, version=1)
    with refused("刚被别人改过"):
        actions.change_offer(by=staff, at=AT, number=draft.number, values={"title": "别的名称"}, version=1)


def test_an_offer_whose_days_are_over_is_not_resumed(published, staff):
    actions.pause_offer(by=staff, at=AT, number=published.number)
    with refused("有效期"):
        actions.resume_offer(by=staff, at=AT + timedelta(days=61), number=published.number)
    assert actions.resume_offer(by=staff, at=AT, number=published.number).state == "published"


def test_the_database_refuses_a_changed_public_quantity_and_a_public_offer_without_items(published, draft):
    line = OfferLine.objects.filter(offer=published).first()
    for breach in (
        lambda: OfferLine.objects.filter(pk=line.pk).update(quantity=line.quantity + 1),
        lambda: OfferLine.objects.filter(pk=line.pk).update(held=line.quantity + 1),
        lambda: OfferLine.objects.filter(pk=line.pk).delete(),
        lambda: Offer.objects.filter(pk=published.pk).update(published_by=published.entered_by),
        lambda: Offer.objects.filter(pk=published.pk).update(state="ended"),
    ):
        with pytest.raises(Error), transaction.atomic():
            breach()


def test_the_check_finds_an_offer_whose_public_statement_says_another_title(published):
    Offer.objects.filter(pk=published.pk).update(title="别的名称别的名称")
    assert any(found.startswith("U2") for found in broken())


def test_dates_that_run_backwards_are_refused(draft, staff):
    with refused("不能早于"):
        actions.change_offer(by=staff, at=AT, number=draft.number, values={"starts_on": DAY + timedelta(days=90)})
