"""Addresses of the log as plain files, without a language (c2sp.org/tlog-tiles)."""

from django.urls import path

from bangfu.apps.disclosure import views

app_name = "log"
urlpatterns = [path("log/<path:name>", views.log_file, name="file")]
