"""Addresses of places."""

from django.urls import path

from bangfu.apps.regions import views

app_name = "regions"
urlpatterns = [
    path("places/", views.index, name="index"),
    path("places.json", views.list_json, name="list_json"),
    path("places.csv", views.list_csv, name="list_csv"),
    path("places/mca/<slug:code>/", views.by_mca, name="by_mca"),
    path("places/<slug:code>/", views.detail, name="detail"),
    path("places/<slug:code>.json", views.detail_json, name="detail_json"),
    path("desk/places/<slug:code>/facts/", views.facts, name="facts"),
]
