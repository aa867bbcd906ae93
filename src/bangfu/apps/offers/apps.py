"""Django's entry for the room `offers`."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "bangfu.apps.offers"
    label = "offers"
