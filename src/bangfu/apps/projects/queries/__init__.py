"""The only readers of the room, by topic."""
