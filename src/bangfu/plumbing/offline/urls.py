"""Addresses of offline work: all below ``/my/``, which is as far as the service worker reaches."""

from django.urls import path

from bangfu.plumbing.offline import views

app_name = "offline"
urlpatterns = [
    path("my/offline/", views.tray, name="tray"),
    path("my/offline/state.json", views.state, name="state"),
    path("my/offline/sync/", views.sync, name="sync"),
    path("my/offline/photo/", views.photo, name="photo"),
    path("my/offline.webmanifest", views.manifest, name="manifest"),
    path("my/worker.js", views.worker, name="worker"),
]
