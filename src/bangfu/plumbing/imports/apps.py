"""Django's entry for `plumbing.imports`."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "bangfu.plumbing.imports"
    label = "imports"
