"""What the programme pack brings to a plan: words, standing duties, weights, the scale of distance."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bangfu.apps.programmes.api import PackRefused, load_pack, planner_setting
from bangfu.cli.output import CommandFailed
from bangfu.cli.planfiles.weights import read_weights
from bangfu.engines.matching import Setting, Weights

DEFAULT_PACK = "guangzhou_2023"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a run computes with. ``weights_from`` says where the weights come from, as people read it."""

    setting: Setting
    weights: Weights
    weights_from: str


def chosen_setting(weights_file: Path | None, *, ready_scores: bool = False) -> Chosen:
    """The setting of the pack that ``BANGFU_PACK`` names (a name or a folder), else of the default pack.

    Args:
        weights_file: its parts come before those of the pack's ``[weights]``.
        ready_scores: nothing of the pack is needed, so nothing is loaded.

    Raises:
        CommandFailed: the pack or the file has faults, or there is none of that name.
    """
    setting, source = (Setting(), "现成的匹配分，不用权重") if ready_scores else _pack_setting()
    if weights_file is None:
        return Chosen(setting, setting.weights, source)
    return Chosen(setting, read_weights(weights_file, setting.weights), weights_file.name)


def _pack_setting() -> tuple[Setting, str]:
    name = os.environ.get("BANGFU_PACK") or DEFAULT_PACK
    try:
        pack = load_pack(name)
    except (PackRefused, OSError) as error:
        raise CommandFailed(
            f"方案包读不出来：{error}", where="BANGFU_PACK", fix="请核对名称，或取消这个设置。"
        ) from error
    return planner_setting(pack), f"方案包 {pack.id} 的 [weights]"
