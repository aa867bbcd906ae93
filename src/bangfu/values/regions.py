"""RegionCode: a place by its twelve-digit statistics code (统计用区划代码).

Two digits each for province, prefecture and county, three each for town and village.  A parent is a prefix padded with
zeros, with one exception: a few prefectures have no counties and their towns hang directly below.  Scopes of access
and of service are matched by the shortest meaningful prefix, which works across that exception too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from bangfu.values.folding import fold
from bangfu.values.refusal import refuse

PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)
# Prefectures whose towns may carry 00 in the county digits: 东莞, 中山 and 儋州 in the statistics edition; 嘉峪关 only in the
# civil-affairs list (the statistics edition gives it a county row 620201).  三沙 (4603) has districts in both.
WITHOUT_COUNTIES = frozenset({"4419", "4420", "4604", "6202"})


class RegionLevel(IntEnum):
    """The five levels; a smaller number is a wider place."""

    PROVINCE = 1
    PREFECTURE = 2
    COUNTY = 3
    TOWN = 4
    VILLAGE = 5


_PREFIX_LENGTH = {
    RegionLevel.PROVINCE: 2,
    RegionLevel.PREFECTURE: 4,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWN: 9,
    RegionLevel.VILLAGE: 12,
}


@dataclass(frozen=True, slots=True, order=True)
class RegionCode:
    """A statistics code of exactly twelve digits; `RegionCode.parse` takes shorter and full-width writing.

    Raises:
        InvalidValue: for anything that cannot be a code, with a Chinese sentence.

    Source: National Bureau of Statistics, code rules for statistical divisions (2 + 2 + 2 + 3 + 3 digits).

    >>> town = RegionCode.parse("440111107")
    >>> town.code, town.level.name, town.prefix, str(town.parent)
    ('440111107000', 'TOWN', '440111107', '440111000000')
    >>> town.within(RegionCode.parse("440100"))
    True
    >>> str(RegionCode.parse("441900003").parent)   # 东莞 has no counties
    '441900000000'
    """

    code: str

    def __post_init__(self) -> None:
        code = self.code
        if not (isinstance(code, str) and len(code) == 12 and code.isascii() and code.isdigit()):
            refuse("region.form", f"区划代码“{code}”应为 12 位数字。", "请填写 6、9 或 12 位统计用区划代码。")
        if code[:2] not in PROVINCES:
            refuse("region.province", f"区划代码“{code}”的前两位不是任何省份。", "请核对前两位，例如广东为 44。")
        if _has_gap(code):
            refuse("region.gap", f"区划代码“{code}”中间的级次为零，后面却有数字。", "请核对各级代码是否错位。")

    @classmethod
    def parse(cls, text: str) -> RegionCode:
        """A code from 6, 9 or 12 digits as people write them.

        Raises:
            InvalidValue: with a Chinese sentence, when the text is no such code.
        """
        digits = fold(text).replace(" ", "")
        if not (digits.isascii() and digits.isdigit()):
            refuse("region.form", f"“{text}”不是区划代码。", "区划代码只含数字，共 6、9 或 12 位。")
        if len(digits) not in (6, 9, 12):
            refuse(
                "region.length",
                f"区划代码“{digits}”有 {len(digits)} 位，应为 6、9 或 12 位。",
                "若由表格软件打开过，请检查末尾的零是否丢失。",
            )
        return cls(digits.ljust(12, "0"))

    @property
    def level(self) -> RegionLevel:
        """Which of the five levels this place stands on."""
        for level in reversed(RegionLevel):
            tail = self.code[_PREFIX_LENGTH[RegionLevel(level - 1)] if level > 1 else 0 : _PREFIX_LENGTH[level]]
            if tail.strip("0"):
                return level
        raise AssertionError("a code has a province")

    @property
    def prefix(self) -> str:
        """The shortest digits that all places within share: 2, 4, 6, 9 or 12 of them, for scope matching."""
        return self.code[: _PREFIX_LENGTH[self.level]]

    @property
    def short(self) -> str:
        """The code as people write it: six digits down to the county, nine for a town, twelve for a village."""
        return self.code[: max(6, _PREFIX_LENGTH[self.level])]

    @property
    def parent(self) -> RegionCode | None:
        """The place one level up, None for a province; above a town of 东莞, 中山 or 儋州 it is the prefecture."""
        level = self.level
        if level is RegionLevel.PROVINCE:
            return None
        above = RegionLevel(level - 1)
        if above is RegionLevel.COUNTY and self.code[4:6] == "00":
            above = RegionLevel.PREFECTURE
        return self._cut(above)

    @property
    def ancestors(self) -> tuple[RegionCode, ...]:
        """All places above, nearest first; empty for a province."""
        chain = []
        above = self.parent
        while above is not None:
            chain.append(above)
            above = above.parent
        return tuple(chain)

    def at(self, level: RegionLevel) -> RegionCode | None:
        """The place of that level that this one is or lies in; None when this is wider, or the level is missing."""
        return next((place for place in (self, *self.ancestors) if place.level is level), None)

    def within(self, other: RegionCode) -> bool:
        """Whether this place is the other or lies inside it."""
        return self.code.startswith(other.prefix)

    @property
    def is_example(self) -> bool:
        """Whether this is an invented village of the example data (village digits 990 to 999, issued to nobody)."""
        return self.level is RegionLevel.VILLAGE and self.code[9:11] == "99"

    def _cut(self, level: RegionLevel) -> RegionCode:
        return RegionCode(self.code[: _PREFIX_LENGTH[level]].ljust(12, "0"))

    def __str__(self) -> str:
        return self.code


def _has_gap(code: str) -> bool:
    prefecture, county, town, village = code[2:4], code[4:6], code[6:9], code[9:12]
    if county == "00" and town != "000" and code[:4] in WITHOUT_COUNTIES:
        county = prefecture
    levels = [part.strip("0") != "" for part in (prefecture, county, town, village)]
    return levels != sorted(levels, reverse=True)
