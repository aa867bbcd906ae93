"""Which icons there are. The sprite (`static/ui/icons.svg`) is the only source; a name it lacks is a programming error."""

from functools import lru_cache
from pathlib import Path
from re import findall

SPRITE = Path(__file__).parent / "static" / "ui" / "icons.svg"


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """The ids of all symbols of the sprite."""
    return frozenset(findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))
