"""Understanding one cell: from what stands there to a value, or a refusal that says how to mend it.

Nothing is guessed. What lost information on its way through a spreadsheet (leading zeros, long numbers turned into
4.4E+11, dates turned into serial numbers) is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bangfu.values import CreditCode, InvalidValue

from .columns import Column, Kind
from .folding import clean, folded, tight
from .problems import CellRefused

YES = frozenset({"是", "1", "true", "yes", "y", "√", "✓", "对"})
NO = frozenset({"否", "0", "false", "no", "n", "×", "✗", "非"})
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+?\d{1,3}")
_LONG_SCIENTIFIC = re.compile(r"\d\.\d+[eE]\+\d{1,3}")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_SPLIT = re.compile(r"[；;、\n\r]+")
_LONGEST_NUMBER = 24


def is_blank(value: Any) -> bool:
    """No value at all: nothing, white space or invisible characters only."""
    return value is None or (isinstance(value, str) and (not value or not clean(value)))


def as_text(value: Any) -> str:
    """What a person sees in the cell: whole floats without ``.0``, dates in ISO form."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return "；".join(as_text(item) for item in value)
    if isinstance(value, dict):
        return "；".join(f"{key}:{as_text(item)}" for key, item in value.items())
    return str(value)


def understood(value: Any, column: Column) -> Any:
    """The value of a filled cell.

    Raises:
        CellRefused: it cannot be taken as it stands.
    """
    if isinstance(value, dict | list) and column.kind not in (Kind.LIST, Kind.PAIRS):
        raise CellRefused("nested", "这里应当是一个值。", "请改成文字或数字。")
    parsed = _PARSERS[column.kind](value, column)
    return column.convert(parsed) if column.convert else parsed


def _text(value: Any, column: Column) -> str:
    if isinstance(value, float) and abs(value) >= 1e15:
        raise _digits_lost()
    text = as_text(value)
    if len(text) > column.longest:
        raise CellRefused(
            "too_long", f"有 {len(text)} 个字，最多 {column.longest} 个。", "请缩短，或把详情放进说明、附件。"
        )
    return text


def _code(value: Any, column: Column) -> str:
    if isinstance(value, bool | date | time | timedelta):
        raise CellRefused("not_a_code", "编号被表格软件当成了日期或是否。", "请把这一列设为文本格式后重新填写。")
    if isinstance(value, float) and not value.is_integer():
        raise CellRefused("not_a_code", "编号不应带小数。", "请把这一列设为文本格式后重新填写。")
    text = _text(value, column)
    if "\n" in text:
        raise CellRefused("code_lines", "编号里有换行。", "请写成一行。")
    text = folded(text)
    if _LONG_SCIENTIFIC.fullmatch(text):
        raise _scientific()
    return text


def _region(value: Any, column: Column) -> str:
    if isinstance(value, date | time | timedelta | bool):
        raise CellRefused("not_a_region", "区划被表格软件当成了日期或是否。", "请把这一列设为文本格式后重新填写。")
    text = folded(_text(value, column))
    if _SCIENTIFIC.fullmatch(text) and not text.isdigit():
        raise _scientific()
    if text.isdigit() and len(text) not in (6, 9, 12):
        raise CellRefused(
            "region_length",
            f"区划代码是 6、9 或 12 位，这里有 {len(text)} 位，可能丢了零。",
            "请把这一列设为文本格式，填写完整代码，或写「广州市/越秀区/…」这样的完整名称。",
        )
    return text


def _credit_code(value: Any, column: Column) -> str:
    if isinstance(value, float) and abs(value) >= 1e15:
        raise _digits_lost()
    text = re.sub(r"[\s-]", "", folded(as_text(value))).upper()
    if _SCIENTIFIC.fullmatch(text) and not text.isdigit():
        raise _scientific()
    if len(text) != 18:
        raise CellRefused(
            "credit_code_length",
            f"统一社会信用代码应为 18 位，这里有 {len(text)} 位。",
            "请对照登记证书，把单元格设为文本格式后重新填写；仅备案、没有代码的请留空。",
        )
    try:
        return str(CreditCode(text))
    except InvalidValue as error:
        refusal = error.refusal
        # The value stands beside the message already, and is masked there when it must be.
        sentence = refusal.sentence.replace(f"“{text}”", "")
        raise CellRefused(refusal.code, sentence, refusal.fix or "请对照登记证书核对每一位。") from error


def _digits_lost() -> CellRefused:
    return CellRefused(
        "digits_lost", "长号码被存成了数字，末几位已经变成 0。", "请把单元格设为文本格式，对照原件重新填写。"
    )


def _scientific() -> CellRefused:
    return CellRefused(
        "scientific", "长号码被表格软件改成了科学计数法，原数已丢失。", "请把单元格设为文本格式，对照原件重新填写。"
    )


def number(value: Any) -> Decimal:
    """An exact number from a cell: true numbers, or text of digits (thousands separators in the right places).

    Raises:
        CellRefused: not a number.
    """
    if isinstance(value, bool | date | time | timedelta):
        raise CellRefused("not_a_number", "这里应当是数字。", "请填数字，并把单元格格式改为常规。")
    if isinstance(value, int | float | Decimal):
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not exact.is_finite():
            raise CellRefused("not_a_number", "这里应当是数字。", "请填普通数字。")
        return exact
    text = folded(as_text(value)).replace("\u2212", "-").replace(" ", "")
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise CellRefused("not_a_number", "不是数字。", "请只填数字，不要带单位、文字或范围。")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise CellRefused("not_a_number", "不是数字。", "请只填数字。") from error


def _within(amount: Decimal, column: Column) -> None:
    if column.low is not None and amount < column.low:
        raise CellRefused("too_small", f"不能小于 {column.low}。", _limits(column))
    if column.high is not None and amount > column.high:
        raise CellRefused("too_big", f"不能大于 {column.high}。", _limits(column))


def _limits(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f"请填 {column.low} 到 {column.high} 之间的数。"
    return f"请填不小于 {column.low} 的数。" if column.low is not None else f"请填不大于 {column.high} 的数。"


def _integer(value: Any, column: Column) -> int:
    exact = number(value)
    if exact != exact.to_integral_value():
        raise CellRefused("not_whole", "应当是整数。", "请去掉小数。")
    _within(exact, column)
    if abs(exact) > 10**15:
        raise CellRefused("too_big", "数太大。", "请核对位数。")
    return int(exact)


def _decimal(value: Any, column: Column) -> Decimal:
    exact = number(value)
    _within(exact, column)
    if abs(exact) > 10**15:
        raise CellRefused("too_big", "数太大。", "请核对位数。")
    return exact


def _money(value: Any, column: Column) -> int:
    exact = number(value)
    _within(exact, column)
    fen = exact * 100
    if fen != fen.to_integral_value():
        raise CellRefused("below_a_fen", "金额最多两位小数。", "请以元为单位，精确到分。")
    if abs(fen) > 10**15:
        raise CellRefused("too_big", "金额太大。", "请核对单位是否为元。")
    return int(fen)


def _date(value: Any, column: Column) -> date:
    if isinstance(value, datetime):
        if value.time() != time():
            raise CellRefused("date_time", "这里只要日期，不要时刻。", "请写成 2026-11-22。")
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float | Decimal) or (isinstance(value, str) and _NUMBER.fullmatch(folded(value))):
        raise CellRefused(
            "date_as_number",
            "这是数字，不是日期。",
            "请把单元格格式改为日期，或写成 2026-11-22、2026/11/22、2026年11月22日。",
        )
    text = _MIDNIGHT.sub("", folded(as_text(value))).replace(" ", "")
    match = _DATE.fullmatch(text)
    if not match:
        raise CellRefused("not_a_date", "不是日期。", "请写成 2026-11-22、2026/11/22 或 2026年11月22日。")
    year, *rest = (int(part) for part in match.groups() if part)
    try:
        return date(year, *rest)
    except ValueError as error:
        raise CellRefused("no_such_date", "没有这一天。", "请核对年月日。") from error


def _bool(value: Any, column: Column) -> bool:
    if isinstance(value, bool):
        return value
    text = tight(as_text(value)) or folded(as_text(value))
    if text in YES:
        return True
    if text in NO:
        return False
    raise CellRefused("not_yes_or_no", "应当填是或否。", "请填「是」或「否」。")


def _choice(value: Any, column: Column) -> Any:
    wanted = tight(as_text(value))
    for label, meant in column.choices.items():
        if tight(label) == wanted:
            return meant
    labels = "、".join(_first_labels(column))
    raise CellRefused("no_such_choice", "不在可选的值之内。", f"请从这些值里选：{labels}。")


def _first_labels(column: Column) -> list[str]:
    seen: dict[Any, str] = {}
    for label, meant in column.choices.items():
        seen.setdefault(meant, label)
    return list(seen.values())


def _parts(value: Any) -> list[str]:
    pieces = [as_text(item) for item in value] if isinstance(value, list) else _SPLIT.split(as_text(value))
    return [piece for piece in (clean(piece) for piece in pieces) if piece]


def _list(value: Any, column: Column) -> tuple[str, ...]:
    if isinstance(value, dict) or isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        raise CellRefused("nested", "列表里应当是文字。", "请写成 甲；乙；丙。")
    parts = tuple(dict.fromkeys(_parts(value)))
    for part in parts:
        if len(part) > column.longest:
            raise CellRefused("too_long", f"「{part[:20]}…」太长。", "多个值请用；分开。")
    return parts


def _pairs(value: Any, column: Column) -> dict[str, int]:
    if isinstance(value, dict):
        found = [(clean(str(name)), amount) for name, amount in value.items()]
    else:
        found = [_pair(part) for part in _parts(value)]
    result: dict[str, int] = {}
    for name, amount in found:
        if not name:
            raise CellRefused("pair_without_name", "冒号前面没有名称。", "请写成 名称:数，多个用；分开。")
        if amount is None:
            if column.amount_default is None:
                raise CellRefused(
                    "pair_without_amount", f"「{name}」后面没有数。", "请写成 名称:数，例如 太阳能路灯:60。"
                )
            amount = column.amount_default
        whole = _integer_of_pair(name, amount, column)
        if result.get(name, whole) != whole:
            raise CellRefused("pair_twice", f"「{name}」写了两次，数不一样。", "请合并成一项。")
        result[name] = whole
    return result


def _pair(part: str) -> tuple[str, str | None]:
    name, colon, amount = part.replace("：", ":").rpartition(":")
    return (clean(name), clean(amount)) if colon else (clean(part), None)


def _integer_of_pair(name: str, amount: Any, column: Column) -> int:
    try:
        return _integer(amount, column)
    except CellRefused as refusal:
        raise CellRefused(refusal.code, f"「{name}」的数：{refusal.message}", refusal.fix) from refusal


_PARSERS: dict[Kind, Callable[[Any, Column], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.LIST: _list,
    Kind.PAIRS: _pairs,
    Kind.BOOL: _bool,
    Kind.REGION: _region,
    Kind.CREDIT_CODE: _credit_code,
}
