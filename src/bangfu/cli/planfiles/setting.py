"""What the default pack brings to a plan: vocabulary, text likeness, weights."""

from __future__ import annotations

from bangfu.engines.matching import Setting


def default_setting(*, ready_scores: bool = False) -> Setting:
    """The setting of the default pack; with ready scores nothing of it is needed, so nothing is loaded."""
    return Setting()
