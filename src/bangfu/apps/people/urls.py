"""Addresses of the people desk and of setting a password."""

from django.urls import path

from bangfu.apps.people import views

app_name = "people"
urlpatterns = [
    path("desk/people/", views.people, name="list"),
    path("desk/people/new/", views.new, name="new"),
    path("desk/people/<str:person>/", views.person, name="person"),
    path("desk/people/<str:person>/invite/", views.invite, name="invite"),
    path("desk/people/<str:person>/contact/", views.contact, name="contact"),
    path("desk/people/<str:person>/deactivate/", views.deactivate, name="deactivate"),
    path("desk/people/<str:person>/activate/", views.activate, name="activate"),
    path("desk/people/<str:person>/grant/", views.grant, name="grant"),
    path("desk/people/grants/<int:grant>/end/", views.end_grant, name="end-grant"),
    path("accounts/set-password/<str:token>/", views.set_password, name="set-password"),
    path("accounts/forgotten/", views.forgotten, name="forgotten"),
]
