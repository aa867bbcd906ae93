"""Sealed fields (promise R13): what is about a person stands encrypted in the database, bound to its record and field.

``keys`` reads the installation's keys; ``seal`` encrypts and decrypts texts; ``fields`` has the model fields
``SealedTextField`` and ``BlindIndexField``; ``rotate`` brings everything under the first key while the site runs.
"""

from bangfu.plumbing.sealed.keys import SealError
from bangfu.plumbing.sealed.seal import open_text, seal_text

__all__ = ["SealError", "open_text", "seal_text"]
