"""The door of `goods`."""

from bangfu.apps.goods.actions import Given, receive_goods, send_goods
from bangfu.apps.goods.events import tell_the_place, tell_the_sender, tell_who_checks
from bangfu.apps.goods.models import GoodsLot, Trip
from bangfu.apps.goods.queries import may_see_file, todo_items
from bangfu.apps.goods.questions import Purpose, project_of

__all__ = [
    "Given",
    "GoodsLot",
    "Purpose",
    "Trip",
    "may_see_file",
    "project_of",
    "receive_goods",
    "send_goods",
    "tell_the_place",
    "tell_the_sender",
    "tell_who_checks",
    "todo_items",
]
