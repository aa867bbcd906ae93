"""Addresses of notices."""

from django.urls import path

from bangfu.apps.notices import views

app_name = "notices"
urlpatterns = [
    path("my/messages/", views.inbox, name="inbox"),
    path("my/messages/read/", views.read_all, name="read-all"),
    path("my/messages/wishes/", views.wishes, name="wishes"),
    path("my/messages/<int:message>/", views.open_message, name="open"),
]
