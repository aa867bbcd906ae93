"""Bangfu (帮扶): social organisations and the villages that need them find each other, agree, deliver and account for it."""

__version__ = "0.1.0"
