"""Django's entry for `web`."""

from django.apps import AppConfig


class WebApp(AppConfig):
    name = "bangfu.web"
    label = "web"
