"""Django's entry for the room `agreements`."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "bangfu.apps.agreements"
    label = "agreements"
