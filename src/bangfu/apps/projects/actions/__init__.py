"""The only writers of the room, by topic."""
