"""Django's entry for the room `giving`."""

from django.apps import AppConfig


class GivingConfig(AppConfig):
    name = "bangfu.apps.giving"
    label = "giving"
