"""The fields of a profile that people change: their words, how a value is written as JSON, and who sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bangfu.values import CreditCode, fold, tidy


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One editable field. ``is_public``: a change of a published profile is itself published. ``proposable``: its own
    staff may propose a change. ``many``: rows of their own, not a column."""

    name: str
    words: str
    is_public: bool = True
    proposable: bool = True
    many: bool = False


_TABLE = (
    ProfileField("name", "组织名称"),
    ProfileField("former_names", "曾用名"),
    ProfileField("credit_code", "统一社会信用代码"),
    ProfileField("kind", "组织类型", proposable=False),
    ProfileField("is_hub", "是否枢纽", proposable=False),
    ProfileField("hub_kind", "枢纽类型", proposable=False),
    ProfileField("registrar", "登记管理机关"),
    ProfileField("founded_on", "成立登记日期"),
    ProfileField("region_id", "所在区划"),
    ProfileField("address", "办公地址", is_public=False),
    ProfileField("lon", "经度"),
    ProfileField("lat", "纬度"),
    ProfileField("grade", "评估等级"),
    ProfileField("grade_until", "评估等级有效期至"),
    ProfileField("is_charity", "慈善组织"),
    ProfileField("charity_since", "认定为慈善组织的日期"),
    ProfileField("fundraising_from", "公开募捐资格开始日期"),
    ProfileField("fundraising_until", "公开募捐资格有效期至"),
    ProfileField("party_organisation", "党组织"),
    ProfileField("party_since", "党组织成立日期"),
    ProfileField("party_until", "党组织撤销日期"),
    ProfileField("field", "能力领域"),
    ProfileField("summary", "简介"),
    ProfileField("website", "网站"),
    ProfileField("service_radius_km", "服务半径（公里）"),
    ProfileField("track_record", "履约率", proposable=False),
    ProfileField("track_record_basis", "履约率依据", proposable=False),
    ProfileField("themes", "主题", many=True),
    ProfileField("capabilities", "专业能力", many=True),
    ProfileField("resources", "可提供资源", many=True),
    ProfileField("service_regions", "服务区划", many=True),
)
PROFILE_FIELDS: Mapping[str, ProfileField] = {each.name: each for each in _TABLE}
COLUMNS = tuple(each.name for each in _TABLE if not each.many)
SEARCHED = frozenset({"name", "former_names", "summary", "credit_code", "themes", "capabilities", "resources"})

_DAYS = frozenset(
    [
        "founded_on",
        "grade_until",
        "charity_since",
        "fundraising_from",
        "fundraising_until",
        "party_since",
        "party_until",
    ]
)


def written(value: Any) -> Any:
    """A field's value as JSON can hold it: days as text, exact decimals as text, pairs as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: written(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [written(each) for each in value]
    return value


def read(name: str, value: Any) -> Any:
    """A field's value from its JSON form. Errors: ``ValueError`` for text that is no day."""
    if name in _DAYS and isinstance(value, str):
        return date.fromisoformat(value) if value else None
    if name == "track_record" and isinstance(value, str):
        return Decimal(value) if value else None
    return value


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values in the form in which they are stored: names folded, prose tidied, codes bare, empty days None.

    Errors: ``LookupError`` for a name that is no field; ``InvalidValue`` for an impossible credit code.
    """
    result: dict[str, Any] = {}
    for name, value in values.items():
        if name not in PROFILE_FIELDS:
            raise LookupError(name)
        result[name] = _CLEANERS.get(name, _same)(value)
    return result


def _same(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


def _code(value: Any) -> str | None:
    return CreditCode.parse(value).code if value else None


def _day(value: Any) -> Any:
    return value or None


_CLEANERS: dict[str, Callable[[Any], Any]] = {
    "name": fold,
    "credit_code": _code,
    "former_names": lambda names: [fold(each) for each in names or () if fold(each)],
    "service_radius_km": lambda value: value if value not in ("", None) else None,
    "themes": lambda ids: sorted(set(ids or ())),
    "service_regions": lambda ids: sorted(set(ids or ())),
    "capabilities": lambda rows: {key: list(each) for key, each in sorted((rows or {}).items())},
    "resources": lambda rows: {key: list(each) for key, each in sorted((rows or {}).items())},
    **dict.fromkeys(_DAYS, _day),
}
