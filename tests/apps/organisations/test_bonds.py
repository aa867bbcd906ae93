"""Hubs, responsible persons, duplicates, merges, contact book, bulk."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from bangfu.apps.organisations import actions, api
from bangfu.apps.organisations.actions.imports import ImportedOrganisation
from bangfu.apps.organisations.models import Capacity, DuplicatePair, HubMembership, Organisation, ResponsiblePerson
from bangfu.apps.organisations.queries.profile import Moved, profile_page
from bangfu.apps.organisations.rules.duplicates import Candidate, find_duplicates
from bangfu.plumbing.access import PUBLIC_ACTOR
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from tests.apps.organisations.conftest import broken

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def code_of(caught):
    return caught.value.refusal.code


def test_a_hub_acts_for_a_member_only_while_the_membership_and_its_mandate_live(verified, author):
    hub, member = verified(is_hub=True), verified()
    actions.join_hub(by=author, member=member.number, hub=hub.number, mandate=False, from_day=date(2026, 1, 1))
    assert api.members_of(hub.number) == [member.number] and not api.may_act_for(hub.number, member.number)
    actions.leave_hub(by=author, member=member.number, hub=hub.number)
    actions.join_hub(by=author, member=member.number, hub=hub.number, mandate=True)
    assert api.may_act_for(hub.number, member.number)
    actions.leave_hub(by=author, member=member.number, hub=hub.number)
    assert not api.may_act_for(hub.number, member.number)
    assert HubMembership.objects.count() == 2, "history stays"


@pytest.mark.parametrize(("same", "code"), [(True, "organisations.own_hub"), (False, "organisations.not_a_hub")])
def test_an_impossible_membership_is_refused(verified, author, same, code):
    one, other = verified(), verified()
    with pytest.raises(Refused) as caught:
        actions.join_hub(by=author, member=one.number, hub=one.number if same else other.number)
    assert code_of(caught) == code


def test_a_hand_over_ends_one_and_starts_the_other(verified, author):
    one = verified()
    actions.hand_over(by=author, number=one.number, duty="principal", person="cccccccccccccccc")
    actions.hand_over(by=author, number=one.number, duty="principal", person="dddddddddddddddd", note="岗位调整")
    first, second = ResponsiblePerson.objects.order_by("id")
    assert first.to_day is not None and first.handed_over_to == second and second.to_day is None
    assert api.responsible_for(one.number) == ["dddddddddddddddd"]
    with pytest.raises(Refused) as caught:
        actions.hand_over(by=author, number=one.number, duty="deputy", person="dddddddddddddddd")
    assert code_of(caught) == "organisations.both_duties"


def test_a_responsible_person_is_never_removed(verified, author):
    actions.hand_over(by=author, number=verified().number, duty="principal", person="cccccccccccccccc")
    with pytest.raises(DatabaseError, match="never removed"), transaction.atomic():
        ResponsiblePerson.objects.all().delete()


def test_an_alike_name_in_the_same_county_is_queued_with_its_reasons(entered):
    entered(name="广州市竹鹿果树技术协会")
    entered(name="广州竹鹿果树技术协会（筹）", kind="community_org", credit_code=None)
    pair = DuplicatePair.objects.get()
    assert "alike_name" in {code for code, _ in pair.reasons}


def test_the_finder_says_why_and_leaves_different_ones_alone():
    rows = [
        Candidate(1, "广州市竹鹿果树技术协会", "", "440106000000", "zhu2 lu4"),
        Candidate(2, "广州市竹鹿果树技术协会（筹）", "", "440106000000", "x"),
        Candidate(3, "广州市蓝蕉果树技术协会", "", "440106000000", "y"),
        Candidate(4, "广州市竹路果树技术协会", "", "440106000000", "zhu2 lu4"),
    ]
    found = {(each.first, each.second): {code for code, _ in each.reasons} for each in find_duplicates(rows)}
    assert "same_name" in found[(1, 2)]
    assert "same_sound" in found[(1, 4)]
    assert not any(3 in pair for pair in found)


def test_a_merge_is_a_dated_pointer_that_can_be_undone(verified, author):
    one, other = verified(), verified()
    actions.merge(by=author, source=one.number, target=other.number, reason="同一家")
    moved = profile_page(PUBLIC_ACTOR, one.number)
    assert isinstance(moved, Moved) and moved.number == other.number
    assert list(api.eligible()) == [other]
    actions.undo_merge(by=author, source=one.number, reason="判断有误")
    one.refresh_from_db()
    assert one.merged_into is None and api.eligible().count() == 2
    assert broken("O3") == []


def test_a_merge_into_a_merged_one_or_itself_or_without_reason_is_refused(verified, author):
    one, other, third = verified(), verified(), verified()
    with pytest.raises(Refused, match="merge_itself"):
        actions.merge(by=author, source=one.number, target=one.number, reason="x")
    with pytest.raises(Refused, match="no_reason"):
        actions.merge(by=author, source=one.number, target=other.number, reason="")
    actions.merge(by=author, source=one.number, target=other.number, reason="同一家")
    with pytest.raises(Refused, match="target_merged"):
        actions.merge(by=author, source=third.number, target=one.number, reason="x")
    with pytest.raises(Refused, match="has_merged"):
        actions.merge(by=author, source=other.number, target=third.number, reason="x")


def test_a_merge_without_its_record_is_found(verified):
    one, other = verified(), verified()
    Organisation.objects.filter(pk=one.pk).update(merged_into=other, merged_on=date(2026, 1, 1))
    assert len(broken("O3")) == 1


def test_a_batch_goes_in_whole_with_one_record_and_is_undone_whole(values, author, verifier):
    rows = [ImportedOrganisation(values(is_hub=True, name="广州市枢纽联合会"), capacity=3)]
    rows += [ImportedOrganisation(values(), capacity=index, hub="广州市枢纽联合会") for index in range(5)]
    first = actions.import_organisations(by=author, batch="b1", rows=rows, quarter="2026Q4")
    assert Organisation.objects.count() == 6 and Capacity.objects.count() == 6 and HubMembership.objects.count() == 5
    assert AuditRecord.objects.get(action="organisations.import_organisations").count == 6
    actions.undo_batch(by=author, batch="b1")
    assert not Organisation.objects.exists()
    assert first.number


def test_a_batch_in_use_is_not_undone(values, author, verifier):
    actions.import_organisations(by=author, batch="b1", rows=[ImportedOrganisation(values())] * 1, quarter="2026Q4")
    actions.verify_organisation(by=verifier, number=Organisation.objects.get().number)
    with pytest.raises(Refused) as caught:
        actions.undo_batch(by=author, batch="b1")
    assert code_of(caught) == "organisations.batch_in_use"
    assert Organisation.objects.count() == 1


def test_one_bad_row_keeps_the_whole_batch_out(values, author):
    rows = [ImportedOrganisation(values()), ImportedOrganisation(values(kind="foundation"))]
    with pytest.raises(Refused):
        actions.import_organisations(by=author, batch="b1", rows=rows, quarter="2026Q4")
    assert not Organisation.objects.exists()


def test_an_office_is_changed_and_closed_but_stays(places, author):
    office = actions.record_office(
        by=author,
        values={
            "body": "town",
            "name": "示例镇党群服务中心",
            "duty": "对接帮扶需求",
            "region_id": places["441826000000"].pk,
            "valid_from": date(2026, 1, 1),
        },
    )
    assert [each.name for each in api.offices_of_region("441826105205")] == ["示例镇党群服务中心"]
    actions.change_office(by=author, office_id=office.pk, values={"duty": "核实需求"}, version=1)
    with pytest.raises(Refused, match="conflict"):
        actions.change_office(by=author, office_id=office.pk, values={"duty": "x"}, version=1)
    actions.close_office(by=author, office_id=office.pk)
    assert api.offices_of_region("441826105205") == []
