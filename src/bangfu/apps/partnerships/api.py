"""The door of `partnerships`."""

__all__ = []
