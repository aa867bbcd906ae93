"""The yardstick for pages: bare Django, default middleware, one template, two joins, SQLite, the same server."""
