"""The trail is append-only in the database itself."""

from bangfu.plumbing.triggers.declare import append_only

TRIGGERS = append_only("audit_auditrecord")
