"""Who may open which route: the file's owner decides, in ``queries.file_for``."""

from bangfu.plumbing.access import Route

ROUTES = (Route("files:download", on="file"),)
