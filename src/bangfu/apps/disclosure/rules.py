"""What may enter the log and what may be signed: pure decisions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bangfu.engines.tlog import Checkpoint, Tree
from bangfu.plumbing.publication.fields import ALLOWED, KEYS
from bangfu.values import CreditCode, IdentityNumber, InvalidValue, Refusal

_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[\s-]?)?1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])0\d{2,3}[\s-]\d{7,8}(?![0-9A-Za-z])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
_ACCOUNT = re.compile(r"(?<![0-9A-Za-z])\d{15,19}(?![0-9A-Za-z])")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]{0,59}")
_LOG_FILE = re.compile(r"checkpoint|vkey|tile/(?:[0-5]|entries)/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")


def is_number(text: str) -> bool:
    """Whether a text can be a number that something was published under."""
    return bool(_NUMBER.fullmatch(text))


def is_log_file(name: str) -> bool:
    """Whether a name is one of the log's files.

    >>> is_log_file("tile/entries/x001/234.p/7"), is_log_file("tile/0/../000")
    (True, False)
    """
    return bool(_LOG_FILE.fullmatch(name))


def texts_in(value: Any) -> Iterator[str]:
    """Every text inside a JSON value, keys included; numbers as they are written."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _reads_as(kind: type[CreditCode] | type[IdentityNumber], text: str) -> bool:
    try:
        kind.parse(text)
    except InvalidValue:
        return False
    return True


def _is_account(digits: str) -> bool:
    """Luhn's check, which bank cards pass; an organisation's credit code of digits alone may pass it by chance."""
    if _reads_as(CreditCode, digits):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        double = int(digit) * (1 + place % 2)
        total += double - 9 * (double > 9)
    return total % 10 == 0


def private_marks(text: str) -> list[str]:
    """What in a text looks like a phone, an identity number or a bank account, by name.

    >>> private_marks("电话 13800138000"), private_marks("N-26-000913-K，440100000000")
    (['电话号码'], [])
    """
    plain = text.translate(_FULL_WIDTH)
    found = ["电话号码"] if _MOBILE.search(plain) or _LANDLINE.search(plain) else []
    found += ["身份证号"] if any(_reads_as(IdentityNumber, each) for each in _IDENTITY.findall(plain)) else []
    found += ["银行账号"] if any(map(_is_account, _ACCOUNT.findall(plain))) else []
    return found


def unfit_parts(entry: Mapping[str, Any]) -> list[str]:
    """What an entry must not hold: parts or fields that are not on the list, and private marks. Empty when it is fit."""
    kind = str(entry.get("kind", ""))
    found = [f"多出“{name}”" for name in entry if name not in KEYS]
    fields = entry.get("fields")
    if kind not in ALLOWED:
        found.append(f"没有登记的种类“{kind}”")
    elif isinstance(fields, Mapping):
        found += [f"没有登记的字段“{name}”" for name in fields if name not in ALLOWED[kind]]
    return found + [mark for text in texts_in(fields) for mark in private_marks(text)]


def head_refusal(tree: Tree, earlier: Iterable[Checkpoint]) -> Refusal | None:
    """Why the present tree must not be signed after what was already signed; None when it continues all of it."""
    for head in earlier:
        if head.size > tree.size:
            return Refusal(
                "disclosure.behind",
                f"已经公布过 {head.size} 条，这个数据库里只有 {tree.size} 条，不能签发。",
                "数据库多半是从较早的备份恢复的：请换用更新的备份，或用 bangfu log catch-up 从公布过的文件补上缺的条目。",
            )
        if tree.root(head.size) != head.root:
            return Refusal(
                "disclosure.fork",
                f"数据库里的前 {head.size} 条和公布过的不一样，不能签发。",
                "请运行 bangfu check 找出被改动的条目；公布过的文件不要删除。",
            )
    return None
