"""Django's entry for the room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bangfu.apps.people"
    label = "people"
