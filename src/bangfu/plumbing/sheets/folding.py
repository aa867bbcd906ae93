"""Making what people type comparable, quickly: nearly all cells need no folding, so a pattern asks first.

The folding itself stands in `bangfu.values`; nothing is decided here.
"""

from __future__ import annotations

import re

from bangfu.values import fold, fold_key, tidy

_NEEDS_TIDYING = re.compile("[^\x20-\x7e\u4e00-\u9fff，。；：、（）《》“”！？·—\n]")
_NEEDS_FOLDING = re.compile("[^\x20-\x7e\u4e00-\u9fff]|  ")


def clean(text: str) -> str:
    """Text as it is kept: nothing invisible, letters and digits half-width, Chinese punctuation as typed, ends trimmed."""
    return tidy(text) if _NEEDS_TIDYING.search(text) else text.strip()


def folded(text: str) -> str:
    """Text as it is parsed: half-width, nothing invisible, single spaces, no ends."""
    return fold(text) if _NEEDS_FOLDING.search(text) else text.strip()


def tight(text: str) -> str:
    """How titles and labels are compared: folded, lower case, without spaces, underscores and hyphens."""
    return re.sub(r"[_\-]+", "", fold_key(text))
