"""Django's entry for the room `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "bangfu.apps.notices"
    label = "notices"
