"""Reading a sheet for a site and asking the room what each row would do; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bangfu.plumbing.access import Actor
from bangfu.plumbing.imports.importer import Importer, Outcome, State, limits_of
from bangfu.plumbing.sheets import ImportReport, Mended, Table, read_table


@dataclass
class Examined:
    """A sheet held against what is stored."""

    table: Table
    outcomes: list[Outcome]
    report: ImportReport

    def of(self, state: State) -> list[Outcome]:
        """The rows that would do this."""
        return [outcome for outcome in self.outcomes if outcome.state is state]

    def counts(self) -> str:
        """What is confirmed at the commit: when it differs by then, somebody else has written in between."""
        report = self.report
        return f"{report.total}-{report.new}-{report.update}-{report.unchanged}-{report.duplicate}"


def examine(
    importer: Importer,
    source: Path | bytes,
    *,
    by: Actor,
    mended: Mended | None = None,
    chosen: Mapping[str, str] | None = None,
) -> Examined:
    """Reads, matches and counts.

    Args:
        source: the uploaded file.
        by: who uploads; rows outside their scope become problems.
        mended: what was changed on the preview.
        chosen: titles that the kind does not know → keys of its columns, as ``queries.chosen_columns`` remembers them.
    """
    table = read_table(source, importer.schema(), limits=limits_of(importer), mended=mended or Mended(), chosen=chosen)
    matched = importer.match(table, by)
    problems = table.problems + matched.problems
    problems.sort(key=lambda problem: (problem.sheet, problem.row))
    count = {state: sum(1 for outcome in matched.outcomes if outcome.state is state) for state in State}
    report = ImportReport(
        kind=importer.kind,
        file_sha256=table.file_sha256,
        total=table.total,
        new=count[State.NEW],
        update=count[State.UPDATE],
        unchanged=count[State.UNCHANGED],
        duplicate=count[State.DUPLICATE],
        errors=problems,
        notices=table.notices,
        unknown_columns=table.unknown_columns,
    )
    return Examined(table, matched.outcomes, report)
