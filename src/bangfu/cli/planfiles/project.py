"""The project of a team: one JSON document, checked key by key."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from bangfu.cli.output import CommandFailed
from bangfu.engines.matching import Project, TeamWeights

KEYS = ("required_capabilities", "required_resources", "max_members", "budget", "weights")
WEIGHTS = ("cost", "member", "other_field", "same_hub")
TOLD = ("name", "title", "note")
"""Keys that a person may write beside; they change nothing."""


def read_project(path: Path) -> Project:
    """The project of a file.

    Raises:
        CommandFailed: no such file, not JSON, an unknown key, a value of the wrong kind; says which and how to write it.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except FileNotFoundError as error:
        raise CommandFailed("找不到项目文件。", where=path.name, fix="请核对文件名。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed("项目文件读不了。", where=path.name, fix="请存为 UTF-8 文本。") from error
    except (ValueError, RecursionError) as error:
        raise CommandFailed(
            f"不是正确的 JSON：{error}", where=path.name, fix=f"可写的项：{'、'.join(KEYS)}。"
        ) from error
    if not isinstance(document, dict):
        raise CommandFailed("应是一个 JSON 对象。", where=path.name, fix=f"可写的项：{'、'.join(KEYS)}。")
    unknown = sorted(set(document) - set(KEYS) - set(TOLD))
    if unknown:
        raise CommandFailed(
            f"不认得的项：{'、'.join(unknown)}。", where=path.name, fix=f"可写的项：{'、'.join(KEYS)}。"
        )
    if "max_members" not in document:
        raise CommandFailed("没有写 max_members。", where=path.name, fix="请写最多几家组织参加（牵头者也算）。")
    reader = _Reader(path.name)
    return Project(
        required_capabilities=reader.amounts(document, "required_capabilities"),
        required_resources=reader.amounts(document, "required_resources"),
        max_members=reader.whole(document["max_members"], "max_members"),
        budget=None if document.get("budget") is None else reader.number(document["budget"], "budget"),
        weights=reader.weights(document.get("weights", {})),
    )


def _no_number(name: str) -> Any:
    raise ValueError(name)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, key: str, value: Any, fix: str) -> CommandFailed:
        return CommandFailed(
            f"{key} 写的是 {json.dumps(value, ensure_ascii=False, default=str)}。", where=self.file, fix=fix
        )

    def whole(self, value: Any, key: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refuse(key, value, "请写整数。")
        return value

    def number(self, value: Any, key: str) -> int | Decimal:
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise self.refuse(key, value, "请写数字。")
        return value

    def amounts(self, document: dict[str, Any], key: str) -> dict[str, int]:
        values = document.get(key, {})
        if not isinstance(values, dict):
            raise self.refuse(key, values, "请写成 {名称: 数量}。")
        return {name: self.whole(amount, f"{key} 的“{name}”") for name, amount in values.items()}

    def weights(self, values: Any) -> TeamWeights:
        if not isinstance(values, dict) or set(values) - set(WEIGHTS):
            raise self.refuse("weights", values, f"可写的项：{'、'.join(WEIGHTS)}。")
        given = {name: self.number(value, f"weights 的 {name}") for name, value in values.items()}
        for name, value in given.items():
            if value < 0:
                raise self.refuse(f"weights 的 {name}", value, "请写不小于 0 的数。")
        return TeamWeights(**given)
