"""Django's entry for `plumbing.outbox`."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "bangfu.plumbing.outbox"
    label = "outbox"
