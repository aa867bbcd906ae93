"""What the default pack brings to a plan: vocabulary, text likeness, weights."""

from __future__ import annotations

import json
from importlib import resources

from bangfu.engines.matching import Setting
from bangfu.engines.matching.words import PackWords, RunLikeness
from bangfu.engines.text import Vocabulary

PACK = "guangzhou_2023"


def default_setting(*, ready_scores: bool = False) -> Setting:
    """The setting of the default pack; with ready scores nothing of it is needed, so nothing is loaded."""
    if ready_scores:
        return Setting()
    text = (resources.files("bangfu.packs") / PACK / "vocabulary.json").read_text("utf-8")
    return Setting(words=PackWords(Vocabulary.of(json.loads(text))), likeness=RunLikeness())
