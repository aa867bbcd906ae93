"""Django's registration of the design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and template tags of the face; it owns no table."""

    name = "bangfu.plumbing.ui"
    label = "ui"
    verbose_name = "Design system"
