"""What always holds of places, re-derived from the rows."""

from collections.abc import Iterator

from bangfu.apps.regions.models import Region
from bangfu.plumbing.checks import Finding, Invariant
from bangfu.values import InvalidValue, RegionCode


def _misplaced() -> Iterator[Finding]:
    for code, level, parent in Region.objects.values_list("code", "level", "parent__code").iterator():
        try:
            place = RegionCode(code)
        except InvalidValue as wrong:
            yield Finding(code, str(wrong))
            continue
        above = place.parent.code if place.parent else None
        if parent != above:
            yield Finding(code, f"上级应为 {above or '无'}，记录为 {parent or '无'}。")
        if level != place.level.name.lower():
            yield Finding(code, f"级次应为 {place.level.name.lower()}，记录为 {level}。")


def _wrongly_marked_examples() -> Iterator[Finding]:
    for code, is_example in Region.objects.filter(level="village").values_list("code", "is_example").iterator():
        if RegionCode(code).is_example != is_example:
            yield Finding(code, "示例标记与预留代码段不符。")


INVARIANTS = (
    Invariant("G1", "每个地方都在其代码前缀所指的上级之下", Region.objects.count, _misplaced),
    Invariant("G2", "示例村只用预留代码，预留代码只给示例村", Region.objects.count, _wrongly_marked_examples),
)
