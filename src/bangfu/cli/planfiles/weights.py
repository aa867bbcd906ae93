"""The weights file: ``[weights]`` with whole numbers from 0 to 1000."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

from bangfu.cli.output import CommandFailed
from bangfu.engines.matching import PARTS, Weights


def read_weights(path: Path, default: Weights) -> Weights:
    """The weights of a file; a part that it does not name keeps its default.

    Raises:
        CommandFailed: no such file, not TOML, an unknown part, a value that is no whole number from 0 to 1000, all zero.
    """
    where = path.name
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise CommandFailed("找不到权重文件。", where=where, fix="请核对文件名。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CommandFailed("权重文件读不了。", where=where, fix="请存为 UTF-8 文本。") from error
    except tomllib.TOMLDecodeError as error:
        raise CommandFailed(
            f"不是正确的 TOML：{error}", where=where, fix="请写成 [weights] 加若干行 themes = 230。"
        ) from error
    table = document.get("weights")
    if not isinstance(table, dict) or not table:
        raise CommandFailed("没有 [weights] 一节。", where=where, fix=f"可写的项：{'、'.join(PARTS)}。")
    unknown = sorted(set(table) - set(PARTS))
    if unknown:
        raise CommandFailed(f"不认得的项：{'、'.join(unknown)}。", where=where, fix=f"可写的项：{'、'.join(PARTS)}。")
    for part, value in table.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1000:
            raise CommandFailed(
                f"{part} = {value} 不是 0 到 1000 的整数。", where=f"{where} [weights]", fix="请改成整数。"
            )
    weights = replace(default, **table)
    if not any(weights.as_dict().values()):
        raise CommandFailed("所有权重都是 0，无法评分。", where=where, fix="请至少给一项大于 0 的权重。")
    return weights
