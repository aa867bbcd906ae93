"""Rows of the room; see each module's argument."""

from bangfu.apps.needs.models.drafts import NeedPages
from bangfu.apps.needs.models.lines import Allotment, LineMove, NeedLine
from bangfu.apps.needs.models.need import Need
from bangfu.apps.needs.models.photos import ReleasedPhoto
from bangfu.apps.needs.models.screening import Screening
from bangfu.apps.needs.models.steps import NeedStep

__all__ = ["Allotment", "LineMove", "Need", "NeedLine", "NeedPages", "NeedStep", "ReleasedPhoto", "Screening"]
