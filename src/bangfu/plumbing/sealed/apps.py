"""Django's entry for `plumbing.sealed`."""

from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "bangfu.plumbing.sealed"
    label = "sealed"
