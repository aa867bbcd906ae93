"""What the pack brings to a plan: words, standing duties, weights, the scale of distance."""

from bangfu.apps.programmes.rules import Pack
from bangfu.engines import matching


def planner_setting(pack: Pack) -> matching.Setting:
    """The engine's setting of a pack. Loads the text engine, which takes a moment the first time."""
    return matching.Setting(
        words=matching.PackWords(pack.vocabulary),
        likeness=matching.RunLikeness(),
        counterparts=tuple(sorted({(duty.helper_region, duty.aided_region) for duty in pack.duties})),
        distance_scale_km=float(pack.planner.get("distance_scale_km", 150)),
        weights=matching.Weights(**pack.weights),
    )
