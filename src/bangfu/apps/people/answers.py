"""What this room answers to named questions of the plumbing, beside the door."""

from bangfu.apps.people.queries import people_within

__all__ = ["people_within"]
