"""Refuses a library whose licence the product may not carry: nothing under the GPL or AGPL, nothing unknown.

Reads the licences that the installed libraries declare. LGPL and MPL libraries stay unmodified and are named below with
what they are used for. Tools of the `dev` group are listed too, since they run on contributors' machines, but are not
part of the product; a GPL tool is allowed there with a reason.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|Unlicense|Zlib|HPND|OFL|SIL|CC0|Public Domain|MIT-CMU)\b",
    re.IGNORECASE,
)
WEAK_COPYLEFT = re.compile(r"LGPL|Lesser General Public|MPL|Mozilla", re.IGNORECASE)
STRONG_COPYLEFT = re.compile(r"(?<!L)GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
NAME = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
ABSENT_HERE = {"colorama", "tzdata"}  # for other systems only

REASONS: dict[str, str] = {
    "pysqlite3": "its metadata state none; zlib licence by the LICENSE file in its source",
    "axe-playwright-python": "test tool; its metadata state none; MIT by the LICENSE file in its source",
}


def main() -> int:
    """Checks both locks; prints what is wrong; answers 0 or 1."""
    product = names_in("requirements.lock")
    wrong = [
        complaint
        for name in sorted(product | names_in("requirements-test.lock"))
        if (complaint := judged(name, name in product))
    ]
    for complaint in wrong:
        print(complaint)
    print(f"licences: {len(product)} libraries in the product, {len(wrong)} refused")
    return int(bool(wrong))


def names_in(lock: str) -> set[str]:
    """The libraries of a lock."""
    return set(NAME.findall((PROJECT / lock).read_text("utf-8")))


def judged(name: str, in_product: bool) -> str:
    """Why a library may not be used; empty if it may."""
    try:
        stated = licence_of(name)
    except metadata.PackageNotFoundError:
        return "" if name in ABSENT_HERE or marked(name) else f"{name}: in the lock, not installed"
    if name in REASONS:
        return ""
    if STRONG_COPYLEFT.search(WEAK_COPYLEFT.sub("", stated)) and in_product:
        return f"{name}: {stated}: no GPL library in the product"
    if WEAK_COPYLEFT.search(stated) or FREE.search(stated):
        return ""
    return f"{name}: the licence is not recognised: {stated or 'none stated'}; add it to the lists in .ci/licences.py"


def marked(name: str) -> bool:
    """True if the lock installs the library on some systems only."""
    return bool(
        re.search(rf"^{re.escape(name)}==\S+ ;", (PROJECT / "requirements-test.lock").read_text("utf-8"), re.MULTILINE)
    )


def licence_of(name: str) -> str:
    """What the library's metadata say, shortened to the first line of each statement."""
    data = metadata.metadata(name)
    classifiers = [c.split("::")[-1].strip() for c in data.get_all("Classifier") or [] if c.startswith("License ::")]
    stated = [data.get("License-Expression") or "", (data.get("License") or "").split("\n")[0][:120], *classifiers]
    return "; ".join(part for part in stated if part)


if __name__ == "__main__":
    sys.exit(main())
