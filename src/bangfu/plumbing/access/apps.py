"""Django's entry for `plumbing.access`."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "bangfu.plumbing.access"
    label = "access"
