"""Places for the planner: codes and names of the packed province, and a point for each.

A place is named by a 6-, 9- or 12-digit statistics code, by a name that is unique, or by the full path from the prefecture.
A name that several places bear is refused with its candidates.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from bangfu.plumbing.sheets import CellRefused
from bangfu.values import InvalidValue, RegionCode, fold_key

_SEPARATORS = re.compile(r"[/>\\|·\s—\-]+")
_SUFFIX = re.compile(r"(市|壮族瑶族自治县|瑶族自治县|自治县|县|区)$")
SHOWN_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the list."""

    code: str
    name: str
    parent: str


@dataclass
class Gazetteer:
    """All known places by code and by name."""

    places: dict[str, Place] = field(default_factory=dict)
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)

    def resolve(self, text: str) -> str:
        """The 12-digit code of what a cell says.

        Raises:
            CellRefused: an unknown code or name, or a name that several places bear.
        """
        return self._by_code(text) if text.isdigit() else self._by_name(text)

    def resolve_all(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """As `resolve`, for a list cell."""
        return tuple(dict.fromkeys(self.resolve(text) for text in texts))

    def path(self, code: str) -> str:
        """The names from the prefecture down, for instance 梅州市大埔县茶阳镇; "" for an unknown code."""
        names: list[str] = []
        at = self._known(code)
        while at:
            place = self.places[at]
            if place.parent:
                names.insert(0, place.name)
            at = place.parent
        return "".join(names) or (self.places[code].name if code in self.places else "")

    def point(self, code: str) -> tuple[float, float] | None:
        """Longitude and latitude of the place or of its nearest ancestor that has a point."""
        at = self._known(code)
        while at:
            if at in self.points:
                return self.points[at]
            at = self.places[at].parent
        return None

    def _known(self, code: str) -> str:
        """The code itself, or the nearest ancestor in the list (an example village stands under a real town)."""
        if not code or code in self.places:
            return code
        parents = [str(parent) for parent in RegionCode(code).ancestors]
        return next((parent for parent in sorted(parents, reverse=True) if parent in self.places), "")

    def _by_code(self, text: str) -> str:
        try:
            region = RegionCode.parse(text)
        except InvalidValue as error:
            raise CellRefused(error.refusal.code, error.refusal.sentence, error.refusal.fix) from error
        code = str(region)
        if code in self.places:
            return code
        if region.is_example and code[:9] + "000" in self.places:
            return code
        near = self._known(code)
        where = f"「{self.path(near)}」下没有这个代码。" if near else "不在区划表里。"
        raise CellRefused(
            "region_unknown", f"区划代码 {text} {where}", "请核对统计用区划代码（2023 年版），或写完整名称。"
        )

    def _by_name(self, text: str) -> str:
        found = self._candidates(text)
        if len(found) == 1:
            return found[0]
        if found:
            shown = "；".join(f"{self.path(code)}（{code}）" for code in found[:SHOWN_CANDIDATES])
            more = f" 等 {len(found)} 处" if len(found) > SHOWN_CANDIDATES else ""
            raise CellRefused(
                "region_ambiguous", f"「{text}」有 {len(found)} 个同名的地方。", f"请写明是哪一个：{shown}{more}。"
            )
        raise CellRefused(
            "region_unknown",
            f"区划表里没有「{text}」。",
            "请写 6、9 或 12 位代码，或从地级市写起的完整名称，如 梅州市/大埔县/茶阳镇。",
        )

    def _candidates(self, text: str) -> list[str]:
        tokens = [fold_key(token) for token in _SEPARATORS.split(text) if token]
        if len(tokens) == 1:
            whole = self.named.get(tokens[0], [])
            return whole or self._walk(tokens[0], self.children.get("", []) + self._prefectures())
        codes = self.named.get(tokens[0], [])
        for token in tokens[1:]:
            codes = [code for code in self.named.get(token, []) if any(self._below(code, above) for above in codes)]
        return codes

    def _prefectures(self) -> list[str]:
        return [child for top in self.children.get("", []) for child in self.children.get(top, [])]

    def _below(self, code: str, above: str) -> bool:
        at = self.places[code].parent
        while at and at != above:
            at = self.places[at].parent
        return at == above

    def _walk(self, rest: str, level: list[str]) -> list[str]:
        """Places whose names, one after the other, spell the text: 梅州市大埔县茶阳镇."""
        found = []
        for code in level:
            name = fold_key(self.places[code].name)
            for form in {name, short_form(name)}:
                if rest == form:
                    found.append(code)
                elif rest.startswith(form):
                    found += self._walk(rest[len(form) :], self.children.get(code, []))
        return list(dict.fromkeys(found))


def short_form(name: str) -> str:
    """大埔 for 大埔县, 广州 for 广州市; the name itself when nothing or too little would be left."""
    short = _SUFFIX.sub("", name).removesuffix("省")
    return short if len(short) > 1 else name


@cache
def load_gazetteer() -> Gazetteer:
    """The places that ship with the program; read once, and only read by everybody."""
    folder = resources.files("bangfu.packs") / "regions" / "guangdong"
    gazetteer = Gazetteer()
    for row in csv.DictReader(io.StringIO((folder / "regions_guangdong.csv").read_text("utf-8"))):
        code, name, parent = row["code"], row["name"], row["parent_code"]
        gazetteer.places[code] = Place(code, name, parent)
        gazetteer.children.setdefault(parent, []).append(code)
        key = fold_key(name)
        gazetteer.named.setdefault(key, []).append(code)
        if row["level"] in ("province", "prefecture", "county"):
            short = short_form(key)
            if short != key:
                gazetteer.named.setdefault(short, []).append(code)
    for row in csv.DictReader(io.StringIO((folder / "region_points.csv").read_text("utf-8"))):
        gazetteer.points[row["code"]] = (float(row["lon"]), float(row["lat"]))
    return gazetteer
