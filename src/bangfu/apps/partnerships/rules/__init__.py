"""Pure decisions of the room. No Django."""
