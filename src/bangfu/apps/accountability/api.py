"""The door of `accountability`."""

from bangfu.apps.accountability.queries_corrections import todo_items

__all__ = ["todo_items"]
