"""Who may open which route: the room that owns a file decides and lists ``files:download`` with its own kind of sample."""

from bangfu.plumbing.access import Route

ROUTES = (Route("files:download", own=True, on="file_of_nobody", hides=True),)
