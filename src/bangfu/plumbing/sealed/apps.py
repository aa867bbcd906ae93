"""Django's entry for `plumbing.sealed`."""

from django.apps import AppConfig

from bangfu.plumbing.sealed import checks


class SealedConfig(AppConfig):
    name = "bangfu.plumbing.sealed"
    label = "sealed"

    def ready(self) -> None:
        checks.register()
