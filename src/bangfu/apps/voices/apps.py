"""Django's entry for the room `voices`."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "bangfu.apps.voices"
    label = "voices"
