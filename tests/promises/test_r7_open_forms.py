"""R7 for forms that anybody may send: what strangers type about people stands in no open column, no trail and on no public page."""

import pytest

from bangfu.apps.supervision.models import Inquiry
from bangfu.apps.voices.models import Suggestion
from bangfu.plumbing import openforms
from tests.canaries import CORES, hits, value
from tests.cast import VILLAGE, make_cast
from tests.promises.test_r7_personal_data import stored
from tests.samples import make_need, make_organisation, make_places

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R7")]


@pytest.fixture
def sent(db, monkeypatch):
    """Each kind of personal data typed by a stranger into both open forms; the client and where it was led."""
    monkeypatch.setattr(openforms, "_sending", openforms.Sending())
    monkeypatch.setattr(openforms, "SENT_PER_ADDRESS", 100)
    make_places()
    own = make_organisation(900)
    people = make_cast(dict.fromkeys(("hub", "staff", "treasurer", "employer"), own.number))
    need = make_need(VILLAGE, "published", {role: member.actor for role, member in people.items()})
    public, led = people["public"].client, []
    for person, field in enumerate(CORES):
        said = f"我家的情况：{value(field, person)}，请帮帮忙。"
        led.append(public.post(f"/ask/need/{need.number}/", {"words": said, "key": f"a{person}"}))
        form = {"words": said, "contact": value("phone", person), "kind_of_help": "", "key": f"s{person}"}
        led.append(public.post(f"/suggest/{VILLAGE}/", form))
    assert Inquiry.objects.count() == Suggestion.objects.count() == len(CORES)
    return public, [answer.headers["Location"] for answer in led], need


def test_what_strangers_type_stands_in_no_open_column_and_on_no_public_page(sent):
    public, places, need = sent
    pages = [*places, f"/needs/{need.number}/", f"/places/{VILLAGE}/", f"/api/v1/questions/need/{need.number}"]
    found = [hit for label, text in stored().items() for hit in hits(label, text)]
    for path in pages:
        found += hits("an address", path) + hits("a page", public.get(path).content.decode())
    assert found == []


def test_the_check_finds_a_suggestion_written_down_in_clear(sent):
    """The planted fault: the title of a suggestion made of its words."""
    Suggestion.objects.filter(pk=Suggestion.objects.first().pk).update(title=value("phone", 3))
    assert [hit for label, text in stored().items() for hit in hits(label, text)] == [
        "phone in voices.suggestion (plain)"
    ]
