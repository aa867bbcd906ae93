"""Django's entry for the room `accountability`."""

from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "bangfu.apps.accountability"
    label = "accountability"
