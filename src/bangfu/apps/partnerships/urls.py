"""Addresses of teams."""

from django.urls import path

from bangfu.apps.partnerships import views, views_files

app_name = "partnerships"
urlpatterns = [
    path("desk/teams/", views.teams, name="teams"),
    path("desk/teams/new/", views.new, name="team-new"),
    path("desk/teams/<slug:number>/", views.team, name="team"),
    path("desk/teams/<slug:number>/edit/", views.edit, name="team-edit"),
    path("desk/teams/<slug:number>/solve/", views.solve, name="team-solve"),
    path("desk/teams/<slug:number>/choose/", views.choose, name="team-choose"),
    path("desk/teams/<slug:number>/answers/", views.answer, name="team-answer"),
    path("desk/teams/<slug:number>/team.json", views_files.team_json, name="team-json"),
    path("desk/teams/<slug:number>/team.docx", views_files.team_word, name="team-word"),
    path("desk/teams/<slug:number>/project.json", views_files.project, name="team-project"),
    path("desk/teams/<slug:number>/organisations.csv", views_files.organisations, name="team-organisations"),
]
