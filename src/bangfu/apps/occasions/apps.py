"""Django's entry for the room `occasions`."""

from django.apps import AppConfig


class OccasionsConfig(AppConfig):
    name = "bangfu.apps.occasions"
    label = "occasions"
