"""What `/dev/ui/` shows: each component template once or more, with sample content from `samples`.

A component without a sample fails a test, so the gallery stays the whole truth about the design system.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from bangfu.plumbing.ui.samples import samples
from bangfu.plumbing.ui.samples_plans import plan_samples

FRAME = frozenset({"skip_link", "demo_strip", "header", "bottom_bar", "footer"})
COMPONENTS = Path(__file__).parent / "templates" / "components"


@dataclass(frozen=True)
class Exhibit:
    """One component drawn with its samples."""

    name: str
    drawings: tuple[str, ...]


def component_names() -> list[str]:
    """All component templates, without suffix."""
    return sorted(path.stem for path in COMPONENTS.glob("*.html"))


def exhibits(request: HttpRequest | None = None) -> list[Exhibit]:
    """Every component, drawn. `request` gives links and tokens something real to show.

    Those of `FRAME` stand around the gallery itself; a second copy would repeat its landmarks.
    """
    shown = {**samples(), **plan_samples()}
    return [
        Exhibit(name, tuple(_draw(name, context, request) for context in shown.get(name, [])))
        for name in component_names()
        if name not in FRAME
    ]


def _draw(name: str, context: dict[str, Any], request: HttpRequest | None) -> str:
    return render_to_string(f"components/{name}.html", context, request=request)
