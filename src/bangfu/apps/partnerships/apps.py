"""Django's entry for the room `partnerships`."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "bangfu.apps.partnerships"
    label = "partnerships"
