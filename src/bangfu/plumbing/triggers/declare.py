"""How a trigger is declared: once, in words that both engines can be given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trigger:
    """``event`` (INSERT, UPDATE or DELETE) on ``table`` is refused with ``code`` when ``condition`` holds.

    ``condition`` is SQL that both engines understand, over NEW and OLD; it may contain a subselect. ``name`` is unique.
    ``only`` names the one engine (sqlite, postgresql) that needs it; empty is both.
    """

    name: str
    table: str
    event: str
    condition: str
    code: str
    only: str = ""

    def sqlite(self) -> str:
        when = f"WHEN {self.condition} " if self.condition else ""
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW {when}'
            f"BEGIN SELECT RAISE(ABORT, '{self.code}'); END"
        )

    def postgresql(self) -> tuple[str, str]:
        """The function and the trigger that calls it. PostgreSQL's WHEN takes no subselect, so the test stands in the body."""
        said = self.code.replace("%", "%%")  # a lone percent sign asks RAISE for a value
        test = (
            f"IF {self.condition} THEN RAISE EXCEPTION '{said}'; END IF;"
            if self.condition
            else f"RAISE EXCEPTION '{said}';"
        )
        result = "OLD" if self.event == "DELETE" else "NEW"
        function = (
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$body$ BEGIN {test} RETURN {result}; END $body$"
        )
        trigger = f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION "{self.name}"()'
        return function, trigger


@dataclass(frozen=True, slots=True)
class Effect:
    """After a row of ``table`` was inserted, ``statements`` run: SQL that both engines understand, over NEW."""

    name: str
    table: str
    statements: tuple[str, ...]
    only: str = ""

    def sqlite(self) -> str:
        body = " ".join(f"{statement};" for statement in self.statements)
        return f'CREATE TRIGGER "{self.name}" AFTER INSERT ON "{self.table}" FOR EACH ROW BEGIN {body} END'

    def postgresql(self) -> tuple[str, str]:
        body = " ".join(f"{statement};" for statement in self.statements)
        function = (
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$body$ BEGIN {body} RETURN NULL; END $body$"
        )
        trigger = (
            f'CREATE TRIGGER "{self.name}" AFTER INSERT ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION "{self.name}"()'
        )
        return function, trigger


@dataclass(frozen=True, slots=True)
class NeverEmptied:
    """TRUNCATE of ``table`` is refused: PostgreSQL's triggers on rows do not see it, and SQLite does not have it."""

    name: str
    table: str
    code: str
    only: str = "postgresql"

    def sqlite(self) -> str:
        raise NotImplementedError("SQLite has no TRUNCATE")

    def postgresql(self) -> tuple[str, str]:
        function = (
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS '
            f"$body$ BEGIN RAISE EXCEPTION '{self.code}'; END $body$"
        )
        trigger = (
            f'CREATE TRIGGER "{self.name}" BEFORE TRUNCATE ON "{self.table}" '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{self.name}"()'
        )
        return function, trigger


AnyTrigger = Trigger | Effect | NeverEmptied


def append_only(table: str) -> tuple[Trigger, ...]:
    """No row of ``table`` is ever changed or removed."""
    return (
        Trigger(f"{table}_no_update", table, "UPDATE", "", f"{table}: append-only"),
        Trigger(f"{table}_no_delete", table, "DELETE", "", f"{table}: append-only"),
    )


def refuse_when(name: str, table: str, events: str, condition: str, code: str) -> tuple[Trigger, ...]:
    """The same refusal on several ``events`` (names separated by a space)."""
    return tuple(Trigger(f"{name}_{event.lower()}", table, event, condition, code) for event in events.split())
