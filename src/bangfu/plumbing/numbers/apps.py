"""Django's entry for `plumbing.numbers`."""

from django.apps import AppConfig


class NumbersConfig(AppConfig):
    name = "bangfu.plumbing.numbers"
    label = "numbers"
