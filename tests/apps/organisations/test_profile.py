"""Promises and refusals around one profile: entering, verifying, changing, proposing, standing."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from bangfu.apps.organisations import actions, api
from bangfu.apps.organisations.models import ChangeProposal, Organisation
from bangfu.apps.organisations.queries.profile import Moved, profile_page
from bangfu.plumbing.access import PUBLIC_ACTOR, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.publication.models import PublicationRow
from bangfu.values import CreditCode
from tests.apps.organisations.conftest import broken

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def code_of(caught):
    return caught.value.refusal.code


def test_an_entered_profile_waits_and_is_hidden_from_the_public(entered):
    one = entered()
    assert one.number.startswith("O-") and one.state == "to_verify"
    with pytest.raises(Hidden):
        profile_page(PUBLIC_ACTOR, one.number)


def test_nobody_verifies_what_they_entered(entered, author):
    with pytest.raises(Refused) as caught:
        actions.verify_organisation(by=author, number=entered().number)
    assert code_of(caught) == "organisations.own_entry"


def test_the_database_itself_refuses_an_own_verification(entered):
    one = entered()
    with pytest.raises(DatabaseError), transaction.atomic():
        Organisation.objects.filter(pk=one.pk).update(
            state="verified", assured_by=one.entered_by, assured_on=date(2026, 1, 1)
        )


def test_verifying_publishes_the_profile_and_sets_the_next_look(verified):
    one = verified()
    row = PublicationRow.objects.get(subject=one.number)
    assert row.kind == "organisations.profile" and "竹鹿" in bytes(row.body).decode()
    assert one.recheck_on > one.assured_on
    assert profile_page(PUBLIC_ACTOR, one.number).organisation == one


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "organisations.no_name"),
        ({"kind": "club"}, "organisations.kind"),
        ({"credit_code": None}, "organisations.code_missing"),
        ({"credit_code": "53100000500019795B"}, "credit_code.check"),
        ({"kind": "foundation"}, "organisations.code_kind"),
        ({"region_id": None}, "organisations.region"),
        ({"fundraising_until": date(2027, 1, 1)}, "organisations.fundraising_until"),
    ],
)
def test_an_impossible_profile_is_refused_with_a_sentence(values, author, change, code):
    with pytest.raises(Refused) as caught:
        actions.register_organisation(by=author, values=values(**change))
    assert code_of(caught) == code
    assert not Organisation.objects.exists()


def test_a_filed_only_community_organisation_needs_no_code(entered):
    assert entered(kind="community_org", credit_code=None).credit_code is None
    assert entered(kind="community_org", credit_code=None).credit_code is None


def test_a_code_in_use_is_refused_and_names_its_holder(entered, values, author):
    one = entered()
    with pytest.raises(Refused) as caught:
        actions.register_organisation(by=author, values=values(credit_code=one.credit_code))
    assert code_of(caught) == "organisations.code_taken" and one.number in str(caught.value.refusal)


def test_a_credit_code_in_an_address_leads_to_the_number(verified):
    one = verified()
    moved = profile_page(PUBLIC_ACTOR, one.credit_code)
    assert isinstance(moved, Moved) and moved.number == one.number


def test_a_public_change_of_a_verified_profile_is_published_and_an_internal_one_is_not(verified, author):
    one = verified()
    before = PublicationRow.objects.count()
    actions.change_organisation(by=author, number=one.number, values={"address": "体育东路 1 号"})
    assert PublicationRow.objects.count() == before
    actions.change_organisation(by=author, number=one.number, values={"summary": "新的简介"})
    row = PublicationRow.objects.order_by("-id").first()
    assert row.kind == "organisations.change" and "新的简介" in bytes(row.body).decode()


def test_a_renamed_organisation_keeps_its_former_name_and_is_found_by_both(verified, author):
    one = verified()
    old = one.name
    one = actions.change_organisation(by=author, number=one.number, values={"name": "广州市蓝蕉果树技术协会"})
    assert one.former_names == [old]
    for text in ("竹鹿", "蓝蕉"):
        assert [row.title for row in api.search_rows(PUBLIC_ACTOR, text)] == [one.name]


def test_an_edit_on_an_older_version_is_refused(verified, author):
    one = verified()
    actions.change_organisation(by=author, number=one.number, values={"summary": "甲"}, version=one.version)
    with pytest.raises(Refused) as caught:
        actions.change_organisation(by=author, number=one.number, values={"summary": "乙"}, version=one.version)
    assert code_of(caught) == "conflict"


def test_a_proposed_change_takes_effect_only_when_somebody_else_accepts_it(verified, author, verifier):
    one = verified()
    proposal = actions.propose_change(by=author, number=one.number, field="summary", new="我们还能教嫁接。")
    one.refresh_from_db()
    assert "嫁接" not in one.summary
    with pytest.raises(Refused) as caught:
        actions.accept_change(by=author, proposal_id=proposal.pk)
    assert code_of(caught) == "organisations.own_proposal"
    actions.accept_change(by=verifier, proposal_id=proposal.pk)
    one.refresh_from_db()
    assert "嫁接" in one.summary


def test_a_proposal_of_many_values_is_written_as_rows(verified, author, verifier):
    one = verified()
    proposal = actions.propose_change(
        by=author, number=one.number, field="capabilities", new={"tea_growing": [2, "stated"]}
    )
    actions.accept_change(by=verifier, proposal_id=proposal.pk)
    assert [row.capability for row in one.capabilities.all()] == ["tea_growing"]


def test_a_proposal_is_refused_only_with_a_reason(verified, author, verifier):
    one = verified()
    proposal = actions.propose_change(by=author, number=one.number, field="website", new="https://example.org/")
    with pytest.raises(Refused) as caught:
        actions.refuse_change(by=verifier, proposal_id=proposal.pk, reason=" ")
    assert code_of(caught) == "organisations.no_reason"
    actions.refuse_change(by=verifier, proposal_id=proposal.pk, reason="网址打不开")
    assert ChangeProposal.objects.get().state == "refused"


@pytest.mark.parametrize("field", ["kind", "is_hub", "track_record", "state", "credit_status"])
def test_an_organisation_cannot_propose_its_own_standing(verified, author, field):
    with pytest.raises(Refused) as caught:
        actions.propose_change(by=author, number=verified().number, field=field, new="x")
    assert code_of(caught) == "organisations.field"


def test_an_abnormal_organisation_is_out_of_every_new_proposal_at_once(verified, author):
    one = verified()
    actions.record_capacity(by=author, number=one.number, quarter="2026Q4", slots=2)
    assert [row["id"] for row in api.planning_rows("2026Q4")] == [one.number]
    with pytest.raises(Refused):
        actions.set_credit_status(by=author, number=one.number, status="abnormal", since=None, source="")
    actions.set_credit_status(
        by=author, number=one.number, status="abnormal", since=date(2026, 11, 1), source="登记管理机关公告"
    )
    assert not api.eligible().exists() and api.planning_rows("2026Q4") == []


def test_firms_and_members_are_never_proposed_as_social_organisations(verified, author):
    code = CreditCode.example("91", 77).code
    firm = verified(kind="caring_firm", credit_code=code)
    actions.record_capacity(by=author, number=firm.number, quarter="2026Q4", slots=2)
    assert api.planning_rows("2026Q4") == []


def test_a_suspended_profile_is_public_no_more_and_comes_back_through_the_queue(verified, verifier):
    one = verified()
    actions.suspend_organisation(by=verifier, number=one.number, reason="无法联系")
    with pytest.raises(Hidden):
        profile_page(PUBLIC_ACTOR, one.number)
    assert actions.resume_organisation(by=verifier, number=one.number).state == "to_verify"


def test_every_step_leaves_a_trace_and_the_invariants_hold(verified, author, verifier):
    one = verified()
    actions.change_organisation(by=author, number=one.number, values={"summary": "改"})
    named = set(AuditRecord.objects.values_list("action", flat=True))
    assert {"organisations.register_organisation", "organisations.verify_organisation"} <= named
    assert [broken(each) for each in ("O1", "O2", "O3")] == [[], [], []]
