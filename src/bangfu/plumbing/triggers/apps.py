"""Django's entry for `plumbing.triggers`."""

from django.apps import AppConfig


class TriggersConfig(AppConfig):
    name = "bangfu.plumbing.triggers"
    label = "triggers"
