"""Django's entry for the room `projects`."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "bangfu.apps.projects"
    label = "projects"
