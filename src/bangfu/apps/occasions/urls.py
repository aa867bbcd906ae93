"""Addresses of occasions."""

from django.urls import path

from bangfu.apps.occasions import views, views_desk

app_name = "occasions"
urlpatterns = [
    path("occasions/", views.listed, name="list"),
    path("occasions.json", views.list_json, name="list-json"),
    path("occasions.csv", views.list_csv, name="list-csv"),
    path("occasions/in/<str:token>/", views.check_in, name="in"),
    path("occasions/<slug:occasion>/", views.one, name="one"),
    path("occasions/<slug:occasion>.json", views.one_json, name="one-json"),
    path("occasions/<slug:occasion>.ics", views.one_ics, name="one-ics"),
    path("occasions/<slug:occasion>/join/", views.join, name="join"),
    path("occasions/<slug:occasion>/leave/", views.leave, name="leave"),
    path("my/occasions/", views.mine, name="mine"),
    path("my/occasions/new/", views_desk.new, name="new"),
    path("my/occasions/<slug:occasion>/", views_desk.roster, name="roster"),
    path("my/occasions/<slug:occasion>/poster/", views_desk.poster, name="poster"),
    path("my/occasions/<slug:occasion>/check-in/", views_desk.check_in, name="check-in"),
    path("my/occasions/<slug:occasion>/cancel/", views_desk.cancel, name="cancel"),
    path("my/visits/", views_desk.visits, name="visits"),
    path("my/visits/<slug:occasion>/agree/", views_desk.agree, name="agree"),
    path("my/visits/<slug:occasion>/decline/", views_desk.decline, name="decline"),
]
