"""The only readers of the room; each fetches and authorises in one function."""
