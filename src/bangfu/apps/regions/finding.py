"""Finding the place that somebody wrote: a code, a path of names, or one name. No Django, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bangfu.apps.regions.rules import path_name, short_name, spoken_name
from bangfu.values import InvalidValue, Refusal, RegionCode, fold_key

SHOWN_CANDIDATES = 6
_SEPARATORS = str.maketrans(dict.fromkeys("/／>＞|、-—－·,，", ""))


@dataclass(frozen=True, slots=True)
class Found:
    """What a text means: the ``code`` of the current tree, and a ``note`` when that is not what was literally written."""

    code: str
    note: str = ""


class PlaceIndex:
    """All places of the tree in memory, for imports that resolve thousands of cells without a query each.

    Args: ``rows`` are (code, official name); ``aliases`` are (scheme, text, code); ``replaced`` maps closed codes to the
    code that took their place ("" when none did).
    """

    def __init__(
        self,
        rows: Iterable[tuple[str, str]],
        aliases: Iterable[tuple[str, str, str]] = (),
        replaced: dict[str, str] | None = None,
    ) -> None:
        self._names = dict(rows)
        self._replaced = replaced or {}
        self._aliases = list(aliases)
        self._mca = {text: code for scheme, text, code in self._aliases if scheme == "mca"}

    def __contains__(self, code: str) -> bool:
        return code in self._names

    def find(self, text: str) -> Found | Refusal:
        """The place that ``text`` means, or why it cannot be told.

        A code counts in the statistics scheme; a civil-affairs code is understood only when no statistics code is equal.
        """
        key = fold_key(text)
        if not key:
            return Refusal("regions.empty", "没有填写地方。", "请填写区划代码，或“广州市白云区人和镇”这样的全称。")
        if key.isascii() and key.isdigit():
            return self._by_code(key)
        return self._by_words(text)

    def _by_code(self, digits: str) -> Found | Refusal:
        try:
            code = RegionCode.parse(digits).code
        except InvalidValue as wrong:
            return wrong.refusal
        if code in self._replaced:
            return self._followed(code)
        if code in self._names:
            return Found(code)
        if code in self._mca:
            return Found(self._mca[code], f"{digits} 是民政部门代码，对应统计用代码 {self._mca[code]}。")
        return Refusal("regions.unknown_code", f"没有代码为 {digits} 的地方。", "请核对统计用区划代码，或改填全称。")

    def _followed(self, code: str) -> Found | Refusal:
        name, successor = self._names.get(code, code), self._replaced[code]
        if successor:
            return Found(successor, f"{name}（{code}）已并入 {self._names.get(successor, successor)}。")
        return Refusal("regions.closed", f"{name}（{code}）已经停用，没有并入的地方。", "请改填现在的地方。")

    def _by_words(self, text: str) -> Found | Refusal:
        codes = self._spelled(fold_key(text).translate(_SEPARATORS))
        if len(codes) == 1:
            return Found(codes[0])
        if codes:
            shown = "；".join(f"{self.full_name(code)}（{code}）" for code in codes[:SHOWN_CANDIDATES])
            more = f"；等 {len(codes)} 处" if len(codes) > SHOWN_CANDIDATES else ""
            return Refusal(
                "regions.ambiguous", f"“{text.strip()}”不止一处：{shown}{more}。", "请写从地级市开始的全称，或代码。"
            )
        return Refusal("regions.unknown_name", f"没有找到“{text.strip()}”。", "请填写区划代码，或从地级市开始的全称。")

    def _spelled(self, key: str) -> list[str]:
        """Codes of the open places whose name ends the text and whose upper places spell what stands before it."""
        found = set()
        for start in range(len(key)):
            for code in self._by_name.get(key[start:], ()):
                if self._leads_to(key[:start], code):
                    found.add(code)
        exact = [code for code in found if fold_key(self.full_name(code)) == key]
        return exact if len(exact) == 1 else sorted(found)

    def _leads_to(self, rest: str, code: str) -> bool:
        """Whether ``rest`` is made of names of places above ``code``, widest first; levels may be left out."""
        if not rest:
            return True
        return any(
            rest.endswith(form) and self._leads_to(rest[: -len(form)], above.code)
            for above in RegionCode(code).ancestors
            for form in self._forms.get(above.code, ())
        )

    def full_name(self, code: str) -> str:
        """The path from the prefecture in everyday names."""
        place = RegionCode(code)
        chain = [above.code for above in reversed(place.ancestors)] + [code]
        return path_name([self._names[each] for each in chain if each in self._names])

    @cached_property
    def _forms(self) -> dict[str, tuple[str, ...]]:
        """The ways to write each place's own name: official, everyday, short (down to the county), and other names."""
        others: dict[str, list[str]] = {}
        for scheme, text, code in self._aliases:
            if scheme == "name":
                others.setdefault(code, []).append(fold_key(text))
        forms = {}
        for code, name in self._names.items():
            key = fold_key(name)
            words = [key, spoken_name(key), *others.get(code, ())]
            if code.endswith("000000"):
                words.append(short_name(key))
            forms[code] = tuple(dict.fromkeys(words))
        return forms

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        written: dict[str, list[str]] = {}
        for code, forms in self._forms.items():
            if code not in self._replaced:
                for form in forms:
                    written.setdefault(form, []).append(code)
        return written
