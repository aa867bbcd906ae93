"""What the programme pack brings to a plan: words, standing duties, weights, the scale of distance."""

from __future__ import annotations

import os

from bangfu.apps.programmes.api import PackRefused, load_pack
from bangfu.cli.output import CommandFailed
from bangfu.engines.matching import Setting, Weights
from bangfu.engines.matching.words import PackWords, RunLikeness

DEFAULT_PACK = "guangzhou_2023"


def default_setting(*, ready_scores: bool = False) -> Setting:
    """The setting of the pack that ``BANGFU_PACK`` names (a name or a folder), else of the default pack.

    With ready scores nothing of it is needed, so nothing is loaded.

    Raises:
        CommandFailed: the pack has faults, or there is none of that name.
    """
    if ready_scores:
        return Setting()
    name = os.environ.get("BANGFU_PACK") or DEFAULT_PACK
    try:
        pack = load_pack(name)
    except (PackRefused, OSError) as error:
        raise CommandFailed(f"方案包读不出来：{error}", where="BANGFU_PACK", fix="请核对名称，或取消这个设置。") from error
    return Setting(
        words=PackWords(pack.vocabulary),
        likeness=RunLikeness(),
        counterparts=tuple(sorted({(duty.helper_region, duty.aided_region) for duty in pack.duties})),
        distance_scale_km=float(pack.planner.get("distance_scale_km", 150)),
        weights=Weights(**pack.weights),
    )
