"""Acceptance written without a network: once, whole, by the aided side only, with what came meanwhile told."""

import pytest
from django.urls import reverse

from bangfu.apps.projects.actions import deliveries
from bangfu.apps.projects.forms.acceptance import ACCEPTANCE, FIELDS
from bangfu.apps.projects.models import Acceptance, Delivery
from bangfu.apps.projects.rules.deliveries import Answer
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.offline.actions import receive_draft, receive_photo
from bangfu.plumbing.offline.answering import answer_to
from bangfu.plumbing.offline.forms import Attachment
from bangfu.plumbing.offline.reading import Draft
from tests.apps.needs.conftest import AT, DAY, ELSEWHERE, VILLAGE
from tests.samples import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(bundle, helper, project):
    """Twelve units brought, waiting for the village's word."""
    staff, _number = helper
    return deliveries.deliver(by=staff, at=AT, number=project.number, bundle=bundle.pk, units={1: 12}, on=DAY)


def card(batch, by=VILLAGE, id="accept-00000001", **fields):
    """A picked card as the phone sends it."""
    base = {"answer_1": "", "units_1": "", "then_1": "again", "reason_1": "", "words": ""}
    said = base | {"answer_1": "promised"} | fields
    return Draft(
        id, by.person, "projects.acceptance", batch.pk, tuple(sorted(base.items())), tuple(sorted(said.items()))
    )


def answered(draft, by=VILLAGE):
    return answer_to(draft, by=by, at=AT)


def test_one_item_less_is_said_without_a_network_and_counts_once(batch):
    draft = card(batch, answer_1="less", units_1="11", words="师傅教得很耐心。")
    first, again = answered(draft), answered(draft)
    assert first == again and first["outcome"] == "done" and first["path"] == f"/my/deliveries/{batch.pk}/"
    [said] = Acceptance.objects.get().lines.all()
    assert (said.answer, said.accepted, said.again) == (
        "less",
        11,
        1,
    ) and Acceptance.objects.get().words == "师傅教得很耐心。"


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"answer_1": ""}, "no_answer"), ({"answer_1": "less", "units_1": "12"}, "units_of_less"), ({"answer_1": "less"}, "how_many"),
     ({"words": "打 13800138000 找我"}, "private_number"), ({"answer_2": "promised"}, ""), ({"answer_21": "not"}, "field_unknown")],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_a_sentence_and_nothing_is_accepted(batch, fields, code):
    said = answered(card(batch, **fields))
    batch.refresh_from_db()
    if code:
        assert (said["outcome"], said["code"]) == ("refused", code) and batch.state == "waiting"
    else:  # a card of an item that this batch has not: the page could not show it, so nothing can be meant by it
        assert said["outcome"] == "done" and Acceptance.objects.get().lines.count() == 1


def test_a_batch_that_a_colleague_answered_meanwhile_says_so(batch):
    deliveries.accept_delivery(by=VILLAGE, at=AT, delivery=batch.pk, answers={1: Answer("promised")})
    said = answered(card(batch))
    assert said["code"] == "answered_already" and "没有记入" in said["sentence"]


def test_a_batch_that_was_taken_back_meanwhile_says_so(batch, helper):
    deliveries.take_back_delivery(by=helper[0], at=AT, delivery=batch.pk)
    assert answered(card(batch))["code"] == "taken_back"


def test_neither_the_deliverer_nor_another_village_accepts_from_a_phone(batch, helper):
    assert answered(card(batch, helper[0]), helper[0])["code"] == "denied"
    assert answered(card(batch, ELSEWHERE), ELSEWHERE)["code"] in ("denied", "hidden")
    assert Delivery.objects.get().state == "waiting"


def test_a_photo_of_the_answer_belongs_to_the_answer(batch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = card(batch)
    receive_draft(by=VILLAGE, at=AT, key=draft.id, draft=draft)
    receive_photo(by=VILLAGE, at=AT, key="p1", draft=draft.id, photo=Attachment(picture(), "到了"))
    assert StoredFile.objects.get().owner_type == "projects.acceptance"


def test_a_phone_takes_along_the_batches_that_wait_for_its_person(batch):
    assert [page.path for page in ACCEPTANCE.pages(VILLAGE)] == [reverse("projects:accept", args=[batch.pk])]
    assert ACCEPTANCE.pages(ELSEWHERE) == []


def test_the_phones_fields_are_those_of_the_page():
    names = {field.name for field in FIELDS}
    assert {"answer_1", "units_1", "then_1", "reason_1", "words"} <= names
