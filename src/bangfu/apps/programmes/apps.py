"""Django's entry for the room `programmes`."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "bangfu.apps.programmes"
    label = "programmes"
