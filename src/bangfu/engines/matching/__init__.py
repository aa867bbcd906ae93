"""Who should help whom: features, shortlist, score, plan, reasons. Pure Python with numpy, scipy and OR-Tools; no Django."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bangfu.engines.matching.model import (
    PART_NAMES,
    PARTS,
    Alternative,
    Alternatives,
    Conflict,
    Coverage,
    Excluded,
    ExistingPairs,
    InputRefused,
    Locks,
    Need,
    NextBest,
    Objective,
    Organisation,
    Pair,
    Plan,
    Priorities,
    Problem,
    ReadyScores,
    Reason,
    Recommendations,
    Row,
    Summary,
    Unmatched,
    Weights,
)
from bangfu.engines.matching.setting import Likeness, Setting, Words
from bangfu.engines.matching.teams.model import Member, Project, Team, TeamWeights

if TYPE_CHECKING:
    from bangfu.engines.matching.door import plan, recommend
    from bangfu.engines.matching.fitting import (
        Fitting,
        KeptOut,
        first_choices,
        needs_for,
        one_pair,
        organisations_for,
        prepared,
        suited,
        value_of,
    )
    from bangfu.engines.matching.nextbest import alternatives
    from bangfu.engines.matching.pairgrid import Judged, grid, judged
    from bangfu.engines.matching.runnersup import what_would_change
    from bangfu.engines.matching.teams.closing import Closer, Closing, closing
    from bangfu.engines.matching.teams.door import team
    from bangfu.engines.matching.words import PackWords, RunLikeness

_LATER = {
    "Closer": "teams.closing",
    "Closing": "teams.closing",
    "alternatives": "nextbest",
    "grid": "pairgrid",
    "Judged": "pairgrid",
    "judged": "pairgrid",
    "closing": "teams.closing",
    "plan": "door",
    "recommend": "door",
    **dict.fromkeys(
        (
            "Fitting",
            "KeptOut",
            "first_choices",
            "needs_for",
            "one_pair",
            "organisations_for",
            "prepared",
            "suited",
            "value_of",
        ),
        "fitting",
    ),
    "PackWords": "words",
    "RunLikeness": "words",
    "team": "teams.door",
    "what_would_change": "runnersup",
}
"""Names whose modules load numpy, scipy and OR-Tools: only when first asked for, so that a web process that merely knows the
values does not pay for them."""

__all__ = [
    "PARTS",
    "PART_NAMES",
    "Alternative",
    "Alternatives",
    "Closer",
    "Closing",
    "Conflict",
    "Coverage",
    "Excluded",
    "ExistingPairs",
    "Fitting",
    "InputRefused",
    "Judged",
    "KeptOut",
    "Likeness",
    "Locks",
    "Member",
    "Need",
    "NextBest",
    "Objective",
    "Organisation",
    "PackWords",
    "Pair",
    "Plan",
    "Priorities",
    "Problem",
    "Project",
    "ReadyScores",
    "Reason",
    "Recommendations",
    "Row",
    "RunLikeness",
    "Setting",
    "Summary",
    "Team",
    "TeamWeights",
    "Unmatched",
    "Weights",
    "Words",
    "alternatives",
    "first_choices",
    "grid",
    "judged",
    "needs_for",
    "one_pair",
    "organisations_for",
    "closing",
    "plan",
    "prepared",
    "recommend",
    "suited",
    "team",
    "value_of",
    "what_would_change",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
