"""Pages, by topic: each posts to one action."""
