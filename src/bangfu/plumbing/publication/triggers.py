"""What was published is never changed or removed, only followed by a correction."""

from bangfu.plumbing.triggers.declare import append_only

TRIGGERS = append_only("publication_publicationrow")
