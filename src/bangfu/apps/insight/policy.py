"""Figures are for those who read needs at the desk, over their own places."""

from bangfu.plumbing.access import Route

ROUTES = (
    Route("insight:rows", needs="needs.read", anywhere=True),
    Route("insight:rows-csv", needs="needs.read", anywhere=True),
    Route("insight:rate", needs="needs.read", anywhere=True),
)
