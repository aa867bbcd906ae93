"""Django's entry for `plumbing.audit`."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "bangfu.plumbing.audit"
    label = "audit"
