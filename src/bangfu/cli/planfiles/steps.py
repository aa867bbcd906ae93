"""Progress on stderr: one moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from bangfu.cli.output import width

BAR = 24


@dataclass
class Steps:
    """Says which of the steps is under way. ``total`` is the number of `say` calls to come."""

    total: int
    done: int = 0
    widest: int = 0

    def say(self, sentence: str) -> None:
        """Begins a step."""
        if self._moves():
            full = BAR * self.done // max(self.total, 1)
            line = f"[{'█' * full}{'·' * (BAR - full)}] {sentence}"
            self.widest = max(self.widest, width(line))
            print(f"\r{line}{' ' * (self.widest - width(line))}", end="", file=sys.stderr, flush=True)
        else:
            print(f"[{self.done + 1}/{self.total}] {sentence}", file=sys.stderr, flush=True)
        self.done += 1

    def close(self) -> None:
        """Clears the moving line, so that nothing stands before what follows."""
        if self._moves() and self.widest:
            print(f"\r{' ' * self.widest}\r", end="", file=sys.stderr, flush=True)

    @staticmethod
    def _moves() -> bool:
        return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
