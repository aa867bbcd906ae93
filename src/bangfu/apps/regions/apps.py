"""Django's entry for the room `regions`."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "bangfu.apps.regions"
    label = "regions"
