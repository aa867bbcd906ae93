"""The audit trail; see ``models``. Rooms write it through ``plumbing.actions.record`` and read it through ``audit.queries``."""
