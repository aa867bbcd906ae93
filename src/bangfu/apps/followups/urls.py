"""Addresses of followups."""

from django.urls import path

from bangfu.apps.followups import views

app_name = "followups"
urlpatterns = [
    path("my/followups/", views.followups, name="list"),
    path("my/followups/new/", views.new, name="new"),
    path("my/followups/<str:followup>/", views.followup, name="followup"),
    path("my/followups/<str:followup>/report/", views.report, name="report"),
    path("my/followups/<str:followup>/close/", views.close, name="close"),
    path("my/followups/<str:followup>/send-back/", views.send_back, name="send-back"),
    path("my/followups/<str:followup>/drop/", views.drop, name="drop"),
]
