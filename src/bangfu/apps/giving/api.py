"""The door of `giving`."""

from bangfu.apps.giving.queries import Row, public_ones, rows_of

__all__ = ["Row", "public_ones", "rows_of"]
