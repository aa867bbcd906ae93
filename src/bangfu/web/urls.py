"""Addresses of the composed pages."""

from django.urls import path

from bangfu.web.views import home

app_name = "web"
urlpatterns = [path("", home.home, name="home")]
