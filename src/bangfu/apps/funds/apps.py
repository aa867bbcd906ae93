"""Django's entry for the room `funds`."""

from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "bangfu.apps.funds"
    label = "funds"
