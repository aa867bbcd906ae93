"""What an import answers: the same report on the page, on the command line and in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .problems import Problem


@dataclass
class ImportReport:
    """The counts of one import and all its errors. ``committed`` is True only when every row went in."""

    kind: str
    file_sha256: str
    total: int = 0
    new: int = 0
    update: int = 0
    unchanged: int = 0
    duplicate: int = 0
    errors: list[Problem] = field(default_factory=list)
    committed: bool = False
    batch: str = ""
    notices: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The documented report; `notices` and `unknown_columns` are additions."""
        return {
            "kind": self.kind,
            "file_sha256": self.file_sha256,
            "total": self.total,
            "new": self.new,
            "update": self.update,
            "unchanged": self.unchanged,
            "duplicate": self.duplicate,
            "errors": [problem.as_json() for problem in self.errors],
            "committed": self.committed,
            "batch": self.batch,
            "notices": self.notices,
            "unknown_columns": self.unknown_columns,
        }

    def sentence(self) -> str:
        """The counts as a clerk reads them."""
        counts = f"共 {self.total} 行：新增 {self.new} 行，更新 {self.update} 行，不变 {self.unchanged} 行，重复 {self.duplicate} 行"
        if self.errors:
            rows = len({(problem.sheet, problem.row) for problem in self.errors})
            return f"{counts}；{rows} 行有错（{len(self.errors)} 处），没有写入。"
        return f"{counts}；{'已全部写入' if self.committed else '尚未写入'}。"
