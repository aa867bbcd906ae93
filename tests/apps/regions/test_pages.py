"""Pages of places: what they show, to whom, in how many queries."""

import json
from datetime import date

import pytest
from django.test import RequestFactory

from bangfu.apps.regions import api, queries, views
from bangfu.apps.regions.actions import state_fact, withdraw_fact
from bangfu.apps.regions.forms import RegionField, RegionsField
from bangfu.apps.regions.models import Region, RegionFact
from bangfu.plumbing.access import PUBLIC_ACTOR, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.publication.models import PublicationRow

pytestmark = pytest.mark.django_db
TOWN = "441826105000"

PANELS_OF_ROOMS_ABOVE = 4  # offers, voices, volunteers, partnerships: read once after each change, then kept


def test_a_place_page_names_its_path_children_and_duties(client, tree):
    page = client.get(f"/places/{TOWN}/").content.decode()
    for word in (
        "三排镇",
        "连南瑶族自治县",
        "油岭村",
        "广州环投集团",
        "见于报道，未核对原文",
        "统计用区划代码 2023 年版",
    ):
        assert word in page


@pytest.mark.parametrize(
    "path", ["/places/", f"/places/{TOWN}/", "/places/441900000000/", "/places/441400000000/", "/places/?q=sp"]
)
def test_pages_stay_within_ten_queries_and_one_for_each_panel_of_the_rooms_above(
    client, tree, django_assert_max_num_queries, path
):
    with django_assert_max_num_queries(10 + PANELS_OF_ROOMS_ABOVE):
        assert client.get(path).status_code == 200


def test_the_picker_answers_in_two_queries_at_most(client, tree, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        results = client.get("/places.json?q=sanpai").json()["results"]
    assert results[0]["code"] == TOWN and set(results[0]) >= {"code", "name", "path"}


def test_short_codes_lead_to_the_full_address(client, tree):
    assert client.get("/places/441826105/").headers["Location"] == f"/places/{TOWN}/"


def test_a_civil_affairs_code_redirects_and_the_page_says_why(client, tree):
    response = client.get("/places/mca/440106017/", follow=True)
    assert "是民政部门代码" in response.content.decode()
    assert "凤凰街道" in response.content.decode()


def test_a_page_warns_when_civil_affairs_mean_another_town_by_its_code(client, tree):
    assert "在民政部门的代码里，440106017000 指" in client.get("/places/440106017000/").content.decode()


@pytest.mark.parametrize("code", ["441826999", "abc", "990000"])
def test_an_unknown_code_is_not_found(client, tree, code):
    assert client.get(f"/places/{code}/").status_code == 404


def test_the_twin_holds_what_the_page_holds(client, tree):
    document = client.get(f"/places/{TOWN}.json").json()
    assert document["code"] == TOWN and document["level"] == "town"
    assert [place["name"] for place in document["above"]] == ["广东省", "清远市", "连南瑶族自治县"]
    assert len(document["below"]) == 10 and document["duties"][-1]["status"] == "reported"


def test_the_search_page_works_without_a_script_and_offers_a_sheet(client, tree):
    page = client.get("/places/?q=太平镇").content.decode()
    assert page.count("/places/44") >= 7
    sheet = client.get("/places.csv?q=太平镇").content.decode("utf-8-sig")
    assert sheet.count("\r\n") >= 8 and '"440117111000"' in sheet


def test_a_search_without_results_says_what_to_do(client, tree):
    assert "没有找到这个地方" in client.get("/places/?q=zzzzq").content.decode()


def test_an_empty_tree_says_what_is_missing(client, db):
    assert "还没有区划数据" in client.get("/places/").content.decode()


def fact(by, **kwargs):
    given = {
        "name": "常住人口",
        "value": "12000",
        "unit": "人",
        "source": "镇政府 2025 年统计",
        "as_of": date(2025, 12, 31),
    }
    return state_fact(by=by, region=Region.objects.get(code=TOWN), **(given | kwargs))


def test_a_fact_is_shown_with_source_and_day_and_leaves_a_public_row(client, tree, county_official):
    fact(county_official)
    page = client.get(f"/places/{TOWN}/").content.decode()
    assert "12000" in page and "镇政府 2025 年统计" in page and "2025 年 12 月 31 日" in page
    row = PublicationRow.objects.get(kind="regions.fact")
    assert row.subject == TOWN and json.loads(bytes(row.body))["fields"]["value"] == "12000"


def test_a_corrected_fact_stays_one_row_and_both_statements_stay_public(tree, county_official):
    fact(county_official)
    fact(county_official, value="12345")
    assert RegionFact.objects.get().value == "12345"
    assert PublicationRow.objects.filter(kind="regions.fact").count() == 2
    assert AuditRecord.objects.filter(action="regions.state_fact").last().changes["value"] == ["12000", "12345"]


def test_the_newest_day_of_a_fact_is_shown(tree, county_official):
    fact(county_official)
    fact(county_official, value="11000", as_of=date(2020, 12, 31))
    assert [each.value for each in queries.facts_of(Region.objects.get(code=TOWN))] == ["12000"]


def test_a_withdrawn_fact_leaves_the_page_and_the_reason_is_public(client, tree, county_official):
    withdraw_fact(by=county_official, fact=fact(county_official), reason="统计口径有误")
    assert "12000" not in client.get(f"/places/{TOWN}/").content.decode()
    assert "统计口径有误" in bytes(PublicationRow.objects.last().body).decode()


def test_nobody_states_facts_outside_their_region(tree, county_official):
    outside = Region.objects.get(code="440111103000")
    with pytest.raises(Refused) as caught:
        state_fact(by=county_official, region=outside, name="人口", value="1", source="x", as_of=date(2020, 1, 1))
    assert caught.value.refusal.code == "regions.may_not_change"


def test_the_desk_page_of_facts_opens_for_its_officials_only(tree, county_official):
    assert queries.region_to_change(county_official, TOWN).name == "三排镇"
    with pytest.raises(Denied):
        queries.region_to_change(PUBLIC_ACTOR, TOWN)
    with pytest.raises(Denied):
        queries.region_to_change(county_official, "440111103000")
    with pytest.raises(Hidden):
        queries.region_to_change(county_official, "441826999000")


def desk(actor, data=None):
    request = (RequestFactory().post if data is not None else RequestFactory().get)(f"/desk/places/{TOWN}/facts/", data)
    request.actor, request._dont_enforce_csrf_checks = actor, True
    return views.facts(request, TOWN)


def test_the_form_states_a_fact_and_a_mistake_is_named_beside_its_field(tree, county_official):
    bad = desk(county_official, {"key": "k0", "name": "人口", "value": "", "source": "x", "as_of": "2025-01-01"})
    assert "有 1 处需要修改" in bad.content.decode() and not RegionFact.objects.exists()
    good = {"key": "k1", "name": "人口", "value": "1", "unit": "人", "source": "x", "as_of": "2025-01-01"}
    assert desk(county_official, good).status_code == 302
    assert desk(county_official, good).status_code == 302
    assert PublicationRow.objects.filter(kind="regions.fact").count() == 1


def test_a_refused_fact_keeps_what_was_typed_and_says_why(tree, county_official):
    data = {"key": "k", "name": "人口", "value": "1", "source": "x", "as_of": "2999-01-01"}
    response = desk(county_official, data)
    assert response.status_code == 409
    assert "截至日期在今天以后" in response.content.decode() and 'value="人口"' in response.content.decode()


@pytest.mark.parametrize("posted", [(TOWN, ""), ("", "连南三排镇"), ("", "441826105"), (TOWN, "三排镇")])
def test_the_field_takes_a_chosen_code_or_typed_words(tree, posted):
    assert RegionField().clean(posted).code == TOWN


@pytest.mark.parametrize(
    ("field", "posted", "words"),
    [
        (RegionField(), ("", ""), "请填写地方"),
        (RegionField(), ("", "太平镇"), "不止一处"),
        (RegionField(within="4401"), (TOWN, ""), "不在您负责的范围内"),
        (RegionField(levels=("village",)), (TOWN, ""), "请选到村"),
    ],
)
def test_the_field_says_what_is_wrong(tree, field, posted, words):
    with pytest.raises(Exception, match=words):
        field.clean(posted)


def test_the_field_is_usable_without_a_script_and_keeps_its_label(tree):
    html = str(RegionField().widget.render("place", api.region_by_code(TOWN), {"id": "id_place"}))
    assert 'id="id_place"' in html and 'name="place_text"' in html and f'value="{TOWN}"' in html


def test_the_field_of_several_places_names_each_that_it_cannot_tell(tree):
    assert [each.code for each in RegionsField().clean("连南三排镇；440111103\n三排镇")] == [TOWN, "440111103000"]
    with pytest.raises(Exception, match="太平镇"):
        RegionsField().clean("三排镇；太平镇")
