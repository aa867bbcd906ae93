"""Django's entry for the room `needs`."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "bangfu.apps.needs"
    label = "needs"
