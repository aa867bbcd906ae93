"""Addresses of notices."""

from django.urls import path

from bangfu.apps.notices import views, views_queue

app_name = "notices"
urlpatterns = [
    path("my/messages/", views.inbox, name="inbox"),
    path("my/messages/read/", views.read_all, name="read-all"),
    path("my/messages/wishes/", views.wishes, name="wishes"),
    path("my/messages/address/", views.address, name="address"),
    path("my/messages/<int:message>/", views.open_message, name="open"),
    path("unsubscribe/<str:token>/", views.leave, name="leave"),
    path("n/<slug:code>/", views.short, name="short"),
    path("desk/messages/", views_queue.queue, name="queue"),
    path("desk/messages/<slug:channel>/", views_queue.channel, name="queue-channel"),
]
