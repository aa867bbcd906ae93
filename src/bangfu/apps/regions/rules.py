"""Pure decisions about places: everyday names, what may be offered, and what a list of codes would change. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bangfu.values import InvalidValue, Refusal, RegionCode, RegionLevel

LEVEL_NAMES = {
    RegionLevel.PROVINCE: "province",
    RegionLevel.PREFECTURE: "prefecture",
    RegionLevel.COUNTY: "county",
    RegionLevel.TOWN: "town",
    RegionLevel.VILLAGE: "village",
}
# Prisons, forest stations, development zones: they have codes like towns, but nobody looks for help for them there.
NOT_A_TOWN = "类似乡级单位"
EXAMPLE_KIND = "示例村"
EXAMPLES_PER_TOWN = 10  # codes 990 to 999, which the statistics bureau issues to nobody

_VILLAGE_OFFICE = re.compile(
    r"^(?P<stem>.+?)(?P<office>村?村民委员?会|村委会|居民委员会|居委(委?员会|会+)?|(?<=社区)委员会)$"
)

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|裕固|保安|独龙|鄂伦春"
)
_UPPER_SUFFIX = re.compile(f"(({_PEOPLES})族)*(各族)?自治[县州区旗]$|[省市县区]$")


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One line of a list of codes.

    Args: ``code`` in twelve digits; ``name`` official; ``kind`` the list's own word (镇, 街道, 村委会 …); ``merged_into``
    the code that replaces a closed one; ``aliases`` other names.
    """

    code: str
    name: str
    kind: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    merged_into: str = ""
    lon: float | None = None
    lat: float | None = None
    point_source: str = ""
    mca_code: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """What the tree already knows of a code, as far as a newer list could change it."""

    name: str
    kind: str
    is_closed: bool = False
    is_example: bool = False


@dataclass(slots=True)
class LoadPlan:
    """What a list would do: rows to add (wide places first), rows to change, and codes that it no longer holds."""

    new: list[PlaceRow] = field(default_factory=list)
    changed: list[PlaceRow] = field(default_factory=list)
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)


def spoken_name(name: str) -> str:
    """The everyday name of a village or community; other names stay.

    >>> [spoken_name(n) for n in ("永兴村委会", "三排村村民委员会", "翠洲社区居民委员会", "墟镇居委会", "长布镇")]
    ['永兴村', '三排村', '翠洲社区', '墟镇社区', '长布镇']
    """
    found = _VILLAGE_OFFICE.match(name)
    if found is None:
        return name
    stem = found["stem"]
    if stem.endswith(("村", "社区")):
        return stem
    return stem + ("村" if "村" in found["office"] else "社区")


def short_name(name: str) -> str:
    """大埔 for 大埔县, 广州 for 广州市, 连南 for 连南瑶族自治县; the name itself when too little would be left.

    >>> [short_name(n) for n in ("广东省", "广州市", "大埔县", "连南瑶族自治县", "城区", "吴县")]
    ['广东', '广州', '大埔', '连南', '城区', '吴县']
    """
    short = _UPPER_SUFFIX.sub("", name)
    return short if len(short) > 1 else name


def path_name(names: Sequence[str]) -> str:
    """The full name of a place from the official names of its path, province first; the province is left out.

    >>> path_name(["广东省", "清远市", "连南瑶族自治县", "三排镇", "三排村委会"])
    '清远市连南瑶族自治县三排镇三排村'
    >>> path_name(["广东省"])
    '广东省'
    """
    below = names[1:] or names
    return "".join(spoken_name(name) for name in below)


def row_refusal(row: PlaceRow) -> Refusal | None:
    """Why one line cannot be a place, or None."""
    try:
        code = RegionCode(row.code)
    except InvalidValue as wrong:
        return wrong.refusal
    if not row.name.strip():
        return Refusal("regions.no_name", f"代码 {row.code} 没有名称。", "请补上名称。")
    if code.is_example and row.kind != EXAMPLE_KIND:
        return Refusal(
            "regions.reserved_code", f"代码 {row.code} 属于示例村预留段（末三位 990–999）。", "请核对村级代码。"
        )
    if row.merged_into and row.valid_to is None:
        return Refusal("regions.merged_but_open", f"{row.name}写了并入代码，却没有停用日期。", "请补上停用日期。")
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        return Refusal("regions.days", f"{row.name}的停用日期早于启用日期。", "请核对两个日期。")
    return None


def example_refusal(town: str, number: int) -> Refusal | None:
    """Why no example village can take place ``number`` (from 0) among the reserved codes of ``town``, or None."""
    if RegionCode(town).level is not RegionLevel.TOWN:
        return Refusal("regions.example_not_in_town", f"示例村要放在镇下面，{town} 不是镇。")
    if not 0 <= number < EXAMPLES_PER_TOWN:
        return Refusal("regions.examples_used_up", f"{town} 的示例村代码已经用完（最多 {EXAMPLES_PER_TOWN} 个）。")
    return None


def take_back_refusal(edition: str, added: int, changed: int) -> Refusal | None:
    """Why a list cannot be taken back, or None: only one that added places and touched no others can."""
    if changed:
        return Refusal(
            "regions.edition_changed",
            f"{edition}改动了 {changed} 个原有的地方，不能直接撤回。",
            "请导入改正后的名单。",
        )
    if not added:
        return Refusal("regions.edition_unknown", f"没有由{edition}加入的地方。")
    return None


def fact_refusal(name: str, value: str, source: str, as_of: date, today: date) -> Refusal | None:
    """Why a fact cannot be stated, or None: it needs a name, a value, a source and a day that has come."""
    if not (name.strip() and value.strip()):
        return Refusal("regions.fact_empty", "内容和数值都要填写。")
    if not source.strip():
        return Refusal("regions.fact_without_source", "没有写来源。", "请写明是谁在哪里说的。")
    if as_of > today:
        return Refusal("regions.fact_of_tomorrow", "截至日期在今天以后。", "请核对日期。")
    return None


def withdrawal_refusal(reason: str, is_withdrawn: bool) -> Refusal | None:
    """Why a fact cannot be taken off the page, or None."""
    if is_withdrawn:
        return Refusal("regions.fact_gone", "这一条已经撤下。")
    if not reason.strip():
        return Refusal("regions.no_reason", "请写明撤下的原因。")
    return None


def plan_load(
    rows: Iterable[PlaceRow], known: Mapping[str, KnownPlace]
) -> tuple[LoadPlan, list[tuple[PlaceRow, Refusal]]]:
    """Compare a list of codes with the tree.

    Args: ``known`` maps every code of the tree to what is known of it.
    Returns: the plan, and each line that cannot stand with its refusal; with any refusal nothing may be written.
    """
    plan, refusals, seen = LoadPlan(), list[tuple[PlaceRow, Refusal]](), set[str]()
    ordered = sorted(rows, key=lambda row: (len(row.code.rstrip("0")), row.code))
    in_list = {row.code for row in ordered}
    for row in ordered:
        refusal = row_refusal(row) or _placing_refusal(row, in_list, known, seen)
        seen.add(row.code)
        if refusal is not None:
            refusals.append((row, refusal))
        elif row.code not in known:
            plan.new.append(row)
        elif _is_changed(row, known[row.code]):
            plan.changed.append(row)
        else:
            plan.unchanged += 1
    if not refusals:
        plan.new.sort(key=lambda row: (RegionCode(row.code).level, row.code))
    provinces = {code[:2] for code in in_list}
    plan.missing = sorted(
        code
        for code, place in known.items()
        if code[:2] in provinces and code not in in_list and not place.is_closed and not place.is_example
    )
    return plan, refusals


def _placing_refusal(
    row: PlaceRow, in_list: set[str], known: Mapping[str, KnownPlace], seen: set[str]
) -> Refusal | None:
    if row.code in seen:
        return Refusal("regions.code_twice", f"代码 {row.code} 出现了两次。", "请删去一行。")
    parent = RegionCode(row.code).parent
    if parent is not None and parent.code not in in_list and parent.code not in known:
        return Refusal(
            "regions.no_parent", f"{row.name}（{row.code}）的上级 {parent.short} 不存在。", "请先导入上级，或核对代码。"
        )
    if row.merged_into and row.merged_into not in in_list and row.merged_into not in known:
        return Refusal("regions.no_successor", f"{row.name}并入的代码 {row.merged_into} 不存在。", "请核对并入代码。")
    return None


def _is_changed(row: PlaceRow, place: KnownPlace) -> bool:
    return row.name != place.name or row.kind != place.kind or (row.valid_to is not None) != place.is_closed
