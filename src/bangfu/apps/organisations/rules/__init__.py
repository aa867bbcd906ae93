"""Pure decisions of the room: tables, predicates, refusals, the duplicate finder. Free of Django."""
