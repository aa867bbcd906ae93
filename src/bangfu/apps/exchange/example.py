"""The room's share of the example city."""

from bangfu.apps.exchange.example_declines import build_declines

__all__ = ["build_declines"]
