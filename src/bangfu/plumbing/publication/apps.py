"""Django's entry for `plumbing.publication`."""

from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "bangfu.plumbing.publication"
    label = "publication"
