"""Django's entry for `plumbing.offline`."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "bangfu.plumbing.offline"
    label = "offline"
