"""Django's entry for the room `supervision`."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "bangfu.apps.supervision"
    label = "supervision"
