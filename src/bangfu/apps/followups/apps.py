"""Django's entry for the room `followups`."""

from django.apps import AppConfig


class FollowupsConfig(AppConfig):
    name = "bangfu.apps.followups"
    label = "followups"
