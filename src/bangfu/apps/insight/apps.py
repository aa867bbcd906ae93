"""Django's entry for the room `insight`."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "bangfu.apps.insight"
    label = "insight"
