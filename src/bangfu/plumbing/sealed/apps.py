"""Django's entry for `plumbing.sealed`."""

from django.apps import AppConfig


class SealedConfig(AppConfig):
    name = "bangfu.plumbing.sealed"
    label = "sealed"

    def ready(self) -> None:
        from bangfu.plumbing.sealed import checks

        checks.register()
