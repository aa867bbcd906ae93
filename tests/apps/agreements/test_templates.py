"""Templates: an office edits the text and sees the change in the Word file; a field that nobody fills is refused by its name."""

import io
import re

import pytest
from docx import Document

from bangfu.apps.agreements import actions, rules
from bangfu.apps.agreements.models import Agreement, TemplateVersion
from bangfu.apps.agreements.queries import pack_template
from bangfu.plumbing.access import SYSTEM_ACTOR
from bangfu.plumbing.actions import Refused
from tests.cast import VILLAGE, make_cast

pytestmark = pytest.mark.django_db
CLAUSE = "双方商定：下雨天不下田，改在文化室上课。"
PARTIES = [
    actions.PartyGiven("organisation", "O-26-000001-X", "岭南果树学会", "甲方"),
    actions.PartyGiven("place", VILLAGE, "清远市清城区源潭镇新桥村", "乙方"),
]


@pytest.fixture
def desk():
    return make_cast()["bureau"].client


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def drafted(**values) -> Agreement:
    given = {"甲方": "岭南果树学会", "乙方": "新桥村", "起始日期": "2026年12月1日", "截止日期": "2027年11月30日"}
    return actions.draft_agreement(
        by=SYSTEM_ACTOR,
        kind="pairing",
        subject="pairing:J-1",
        number="J-1",
        title="共建协议",
        region=VILLAGE,
        parties=PARTIES,
        values=given | values,
    )


def words_of(response) -> str:
    return "\n".join(one.text for one in Document(io.BytesIO(response.content)).paragraphs)


def test_an_edited_template_is_seen_in_the_word_file_and_old_texts_stay(desk):
    before = drafted()
    path = "/desk/templates/pairing/"
    posted = {"text": pack_template("pairing") + f"\n{CLAUSE}\n", "seen": "1", "note": "加一条雨天"}
    assert desk.post(path, posted | {"save": "1"}).status_code == 302
    assert CLAUSE in words_of(desk.get(f"{path}preview.docx"))
    assert CLAUSE in text(desk.get(path)) and "第 2 版" in text(desk.get(path)) and "第 1 版" in text(desk.get(path))
    Agreement.objects.filter(pk=before.pk).update(subject="pairing:J-0")
    after = drafted()
    assert CLAUSE in words_of(desk.get(f"/my/agreements/{after.pk}/agreement.docx"))
    assert CLAUSE not in words_of(desk.get(f"/my/agreements/{before.pk}/agreement.docx"))
    assert TemplateVersion.objects.count() == 2


def test_an_unknown_field_is_refused_with_its_name_and_nothing_is_lost(desk):
    text_ = pack_template("pairing") + "\n捐款 {{捐款数额}} 元\n"
    answer = desk.post("/desk/templates/pairing/", {"text": text_, "seen": "1", "save": "1"})
    assert answer.status_code == 422 and "“{{捐款数额}}”不是可用的栏目" in text(answer)
    assert "捐款 {{捐款数额}} 元" in text(answer) and TemplateVersion.objects.count() == 0


def test_a_preview_keeps_nothing(desk):
    answer = desk.post("/desk/templates/team/", {"text": pack_template("team") + CLAUSE, "seen": "1", "preview": "1"})
    assert answer.status_code == 200 and CLAUSE in text(answer) and TemplateVersion.objects.count() == 0
    assert desk.get("/desk/templates/team/preview.pdf").content[:5] == b"%PDF-"


def test_of_two_who_edit_at_once_one_is_told(desk):
    posted = {"text": pack_template("pairing") + CLAUSE, "seen": "1", "save": "1"}
    assert desk.post("/desk/templates/pairing/", posted).status_code == 302
    answer = desk.post("/desk/templates/pairing/", posted)
    assert answer.status_code == 422 and "刚被别人改过" in text(answer)


def test_only_the_bureau_edits_templates():
    people = make_cast()
    for role in ("village", "staff", "district", "nobody"):
        assert people[role].client.get("/desk/templates/pairing/").status_code == 403


@pytest.mark.parametrize("kind", rules.KINDS)
def test_the_packs_own_templates_can_be_kept(kind):
    assert rules.template_refusal(kind, pack_template(kind)) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text + "{{没有}}", "unknown_field"),
        (lambda text: text + "{{甲方", "lone_brace"),
        (lambda text: text.replace("{{退出条件}}", "不许退出"), "field_left_out"),
        (lambda text: "短", "template_length"),
    ],
)
def test_a_template_that_cannot_be_is_refused(change, code):
    found = rules.template_refusal("pairing", change(pack_template("pairing")))
    assert found is not None and found.code == code


def test_a_value_is_never_read_as_a_template():
    assert rules.filled("{{甲方}}和{{乙方}}", {"甲方": "{{乙方}}", "乙方": "村"}) == "{{乙方}}和村"


def test_an_agreement_needs_two_different_parties():
    with pytest.raises(Refused, match="^parties$"):
        actions.draft_agreement(
            by=SYSTEM_ACTOR,
            kind="pairing",
            subject="x",
            number="x",
            title="x",
            region=VILLAGE,
            parties=[PARTIES[0], PARTIES[0]],
            values={},
        )
