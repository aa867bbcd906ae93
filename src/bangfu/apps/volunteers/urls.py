"""Addresses of hours and samples."""

from django.urls import path

from bangfu.apps.volunteers import views, views_desk

app_name = "volunteers"
urlpatterns = [
    path("my/hours/", views.mine, name="mine"),
    path("my/hours/profile/", views.profile, name="profile"),
    path("my/hours/confirm/", views.confirm, name="confirm"),
    path("desk/hours/", views_desk.desk, name="desk"),
    path("desk/samples/", views_desk.samples, name="samples"),
    path("desk/samples/<slug:sample>/", views_desk.sample, name="sample"),
]
