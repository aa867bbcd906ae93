"""The door of `people`."""

from bangfu.apps.people.queries import grants_of, names_of

__all__ = ["grants_of", "names_of"]
