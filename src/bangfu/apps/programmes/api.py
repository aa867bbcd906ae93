"""The door of `programmes`: the pack of this installation and its words.

Needs no table and no site: everything is files, read by `load_pack`, so the planner on two sheets comes in here too.
"""

from bangfu.apps.programmes.planner import planner_setting
from bangfu.apps.programmes.queries import (
    choices,
    current_pack,
    find_word,
    name_of,
    rules_of,
    unit_of,
    vocabulary,
    word,
)
from bangfu.apps.programmes.reading import load_pack
from bangfu.apps.programmes.rules import WEIGHT_PARTS, Campaign, Duty, Pack, PackProblem, PackRefused, PlaceSet, Rate
from bangfu.apps.programmes.understanding import WordsRead, read_themes, understood_notices, unknown_word

__all__ = [
    "WEIGHT_PARTS",
    "Campaign",
    "Duty",
    "Pack",
    "PackProblem",
    "PackRefused",
    "PlaceSet",
    "Rate",
    "WordsRead",
    "choices",
    "current_pack",
    "find_word",
    "load_pack",
    "name_of",
    "planner_setting",
    "read_themes",
    "rules_of",
    "understood_notices",
    "unit_of",
    "unknown_word",
    "vocabulary",
    "word",
]
