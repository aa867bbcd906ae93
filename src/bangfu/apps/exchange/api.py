"""The door of `exchange`."""

__all__ = []
