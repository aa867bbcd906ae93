"""Django's entry for the room `push`."""

from django.apps import AppConfig


class PushConfig(AppConfig):
    name = "bangfu.apps.push"
    label = "push"
