"""Django's entry for the room `exchange`."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "bangfu.apps.exchange"
    label = "exchange"
