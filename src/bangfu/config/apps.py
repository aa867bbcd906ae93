"""Django's entry for ``config``: wires the named questions and refuses to start on an unsafe set-up."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "bangfu.config"
    label = "config"

    def ready(self) -> None:
        # Models must be loaded before the rooms' doors can be opened.
        from bangfu.config import startup, wiring

        wiring.connect()
        startup.register()
