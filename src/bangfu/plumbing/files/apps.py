"""Django's entry for `plumbing.files`."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "bangfu.plumbing.files"
    label = "files"
