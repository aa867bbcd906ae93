"""Addresses of the planner."""

from django.urls import path

from bangfu.apps.exchange.views import desk, downloads, lists, scenario

SCENARIO_URLS = [
    path("desk/match/", lists.overview, {"kind": "needs"}, name="match"),
    path("desk/pairing/", lists.overview, {"kind": "villages"}, name="pairing"),
    path("desk/match/new/", lists.new, name="new"),
    path("desk/match/upload/", lists.upload, name="upload"),
    path("desk/match/compare/", lists.compare, name="compare"),
    path("desk/match/<slug:scenario_id>/", scenario.show, name="scenario"),
    path("desk/match/<slug:scenario_id>/pair/", desk.pair, name="pair"),
    path("desk/match/<slug:scenario_id>/settings/", scenario.settings, name="settings"),
    path("desk/match/<slug:scenario_id>/decide/", scenario.decide, name="decide"),
    path("desk/match/<slug:scenario_id>/limit/", scenario.limit, name="limit"),
    path("desk/match/<slug:scenario_id>/solve/", scenario.solve, name="solve"),
    path("desk/match/<slug:scenario_id>/copy/", scenario.copy, name="copy"),
    path("desk/match/<slug:scenario_id>/archive/", scenario.archive, name="archive"),
    path("desk/match/<slug:scenario_id>/plan.json", downloads.plan_json, name="plan-json"),
    path("desk/match/<slug:scenario_id>/plan.xlsx", downloads.plan_xlsx, name="plan-xlsx"),
    path("desk/match/<slug:scenario_id>/plan.docx", downloads.plan_docx, name="plan-docx"),
    path("desk/match/<slug:scenario_id>/inputs.zip", downloads.inputs_zip, name="inputs-zip"),
]
