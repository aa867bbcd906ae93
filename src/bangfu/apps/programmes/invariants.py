"""What always holds of the pack against the database."""

from collections.abc import Iterator

from bangfu.apps.programmes.queries import current_pack
from bangfu.apps.regions.api import Region, regions_by_code
from bangfu.plumbing.checks import Finding, Invariant


def _unknown_places() -> Iterator[Finding]:
    if not Region.objects.exists():
        return
    pack = current_pack()
    known = regions_by_code(pack.codes())
    for code in sorted(pack.codes() - set(known)):
        yield Finding(pack.id, f"方案包里的代码 {code} 不在区划表里。")


INVARIANTS = (Invariant("G3", "方案包提到的地方都在区划表里", lambda: len(current_pack().codes()), _unknown_places),)
