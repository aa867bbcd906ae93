"""Addresses of the programme."""

from django.urls import path

from bangfu.apps.programmes import views

app_name = "programmes"
urlpatterns = [
    path("programme/", views.programme, name="programme"),
    path("programme.json", views.programme_json, name="programme_json"),
    path("desk/programme/", views.desk, name="desk"),
]
