"""Django's entry for `plumbing.rest`."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    name = "bangfu.plumbing.rest"
    label = "rest"
