"""Addresses of runs."""

from django.urls import path

from bangfu.plumbing.runs import views

app_name = "runs"
urlpatterns = [
    path("runs/<slug:run_id>/", views.detail, name="detail"),
    path("runs/<slug:run_id>/cancel/", views.cancel, name="cancel"),
]
