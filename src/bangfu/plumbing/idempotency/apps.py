"""Django's entry for `plumbing.idempotency`."""

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "bangfu.plumbing.idempotency"
    label = "idempotency"
