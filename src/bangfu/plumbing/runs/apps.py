"""Django's entry for `plumbing.runs`."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "bangfu.plumbing.runs"
    label = "runs"
