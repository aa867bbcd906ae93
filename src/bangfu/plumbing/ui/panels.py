"""A part of a page that another room draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Panel:
    """``anchor`` for links, ``title`` with a ``note`` beside it, the ``template`` that draws it with ``context`` as ``panel``."""

    anchor: str
    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
