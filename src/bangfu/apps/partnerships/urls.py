"""Addresses of pairings and teams: public pages with their twins, those of their parties, and the desk."""

from django.urls import path

from bangfu.apps.partnerships.views import coverage, drafts, files, formed, pairs, public, suggest

app_name = "partnerships"
urlpatterns = [
    path("pairs/", public.pairings, name="pairs"),
    path("pairs.json", public.pairings_json, name="pairs-json"),
    path("pairs.csv", public.pairings_csv, name="pairs-csv"),
    path("pairs/<str:number>.json", public.pairing_json, name="pair-json"),
    path("pairs/<str:number>/", public.pairing, name="pair-public"),
    path("teams/", public.teams, name="teams-public"),
    path("teams.json", public.teams_json, name="teams-json"),
    path("teams/<str:number>.json", public.team_json, name="team-public-json"),
    path("teams/<str:number>/", public.team, name="team-public"),
    path("my/pairs/", pairs.mine, name="mine"),
    path("my/pairs/new/", suggest.new, name="pair-suggest"),
    path("my/pairs/<slug:number>/", pairs.pair, name="pair"),
    path("my/pairs/<slug:number>/answer/", pairs.answer, name="pair-answer"),
    path("my/pairs/<slug:number>/sign/", pairs.sign, name="pair-sign"),
    path("my/pairs/<slug:number>/keep/", pairs.keep, name="pair-keep"),
    path("my/pairs/<slug:number>/change/", pairs.change, name="pair-change"),
    path("my/teams/<slug:number>/", formed.team, name="formed"),
    path("my/teams/<slug:number>/answer/", formed.answer, name="formed-answer"),
    path("my/teams/<slug:number>/sign/", formed.sign, name="formed-sign"),
    path("my/teams/<slug:number>/settle/", formed.settle, name="formed-settle"),
    path("my/teams/<slug:number>/end/", formed.end, name="formed-end"),
    path("desk/pairs/new/", pairs.new, name="pair-new"),
    path("desk/pairs/plan/<slug:scenario>/", pairs.from_plan, name="pairs-from-plan"),
    path("desk/pairs/coverage/", coverage.coverage, name="coverage"),
    path("desk/pairs/what-if/", coverage.ask, name="what-if"),
    path("desk/teams/", drafts.teams, name="teams"),
    path("desk/teams/new/", drafts.new, name="team-new"),
    path("desk/teams/<slug:number>/", drafts.team, name="team"),
    path("desk/teams/<slug:number>/form/", formed.form, name="team-form"),
    path("desk/teams/<slug:number>/edit/", drafts.edit, name="team-edit"),
    path("desk/teams/<slug:number>/solve/", drafts.solve, name="team-solve"),
    path("desk/teams/<slug:number>/choose/", drafts.choose, name="team-choose"),
    path("desk/teams/<slug:number>/answers/", drafts.answer, name="team-answer"),
    path("desk/teams/<slug:number>/team.json", files.team_json, name="team-json"),
    path("desk/teams/<slug:number>/team.docx", files.team_word, name="team-word"),
    path("desk/teams/<slug:number>/project.json", files.project, name="team-project"),
    path("desk/teams/<slug:number>/organisations.csv", files.organisations, name="team-organisations"),
]
