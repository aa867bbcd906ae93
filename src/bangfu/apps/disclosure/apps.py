"""Django's entry for the room `disclosure`."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "bangfu.apps.disclosure"
    label = "disclosure"
