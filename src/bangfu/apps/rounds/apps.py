"""Django's entry for the room `rounds`."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "bangfu.apps.rounds"
    label = "rounds"
