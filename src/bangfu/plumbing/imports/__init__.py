"""Sheets into a site: upload, preview, mend in place, commit whole, undo.

A room offers a kind of sheet by an `Importer` in its ``sheets.py``; ``config/wiring.py`` lists them. The room says what the
columns are, which stored record a row speaks of, and applies all rows in one of its own actions; here stand the
waiting batch, the preview, the count that is confirmed, and the undo. Nothing of a room is written before the commit,
and a commit is one transaction.
"""

from bangfu.plumbing.imports.importer import Change, Importer, Outcome, State, importer_for, importers, wire_importers

__all__ = ["Change", "Importer", "Outcome", "State", "importer_for", "importers", "wire_importers"]
