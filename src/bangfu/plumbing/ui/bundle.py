"""Join the one-file-per-component style sheets into the single `static/ui/bangfu.css` that pages load.

The result is committed, so that installing needs no build step; a test refuses a stale one. Run
`python -m bangfu.plumbing.ui.bundle` after touching a file in `static/ui/css/`.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "ui"
SOURCES = FOLDER / "css"
TARGET = FOLDER / "bangfu.css"


def bundle() -> str:
    """All style sheets in name order, lightly minified. Deterministic: the same files give the same bytes."""
    parts = (minify(path.read_text(encoding="utf-8")) for path in sorted(SOURCES.glob("*.css")))
    return "\n".join(part for part in parts if part).replace("url(../", "url(") + "\n"


def minify(css: str) -> str:
    """Drop comments and needless white space.

    It stays deliberately light: no value is rewritten, so what a reader debugs is what was written. Strings are
    untouched because no rule of ours holds a comment or a run of spaces inside one.
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,])\s*", r"\1", css)
    return css.replace(";}", "}").strip()


def main() -> None:
    """Write the bundle."""
    TARGET.write_text(bundle(), encoding="utf-8")


if __name__ == "__main__":
    main()
