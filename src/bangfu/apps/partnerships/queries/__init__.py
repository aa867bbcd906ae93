"""The only readers of the room."""
