"""Django's entry for the room `goods`."""

from django.apps import AppConfig


class GoodsConfig(AppConfig):
    name = "bangfu.apps.goods"
    label = "goods"
