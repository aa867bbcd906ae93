"""Django's entry for the room `volunteers`."""

from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "bangfu.apps.volunteers"
    label = "volunteers"
