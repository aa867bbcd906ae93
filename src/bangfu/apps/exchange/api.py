"""The door of `exchange`."""

from bangfu.apps.exchange.tasks import solve, warm_up

__all__ = ["solve", "warm_up"]
