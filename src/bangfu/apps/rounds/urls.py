"""Addresses of the room."""

from django.urls import path

from bangfu.apps.rounds import views, views_hub

app_name = "rounds"
urlpatterns = [
    path("desk/needs/<str:number>/invite/new/", views.invite, name="invite"),
    path("my/invitations/", views.invitations, name="invitations"),
    path("my/invitations/<slug:invitation_id>/", views.invitation, name="invitation"),
    path("desk/rounds/", views.rounds, name="rounds"),
    path("desk/rounds/of/<slug:scenario_id>/publish/", views.publish, name="publish"),
    path("desk/rounds/<slug:round_id>/", views.round_page, name="round"),
    path("desk/rounds/<slug:round_id>/withdraw/", views.withdraw, name="withdraw"),
    path("my/unserved/", views_hub.unserved, name="hub"),
    path("my/unserved/<str:number>/", views_hub.members, name="hub-need"),
    path("desk/unserved/", views.unserved, name="unserved"),
]
