"""Django's entry for `plumbing.payments`."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "bangfu.plumbing.payments"
    label = "payments"
