"""What this room asks the rooms above it: panels for a place's page, figures for the map."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bangfu.plumbing.questions import Question


@dataclass(frozen=True, slots=True)
class PlacePanel:
    """A part of a place's page: ``anchor`` for links, ``title``, the ``template`` that draws it with ``context``.

    ``open_data`` is what the page's JSON twin holds of it: public values only.
    """

    anchor: str
    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    open_data: Any = None


@dataclass(frozen=True, slots=True)
class MapFigure:
    """A figure for each place of the map: ``title`` is the finding, ``sub`` measure and unit, ``values`` by 12-digit code.

    ``steps`` are five ascending lower bounds of shades; ``ramp`` is ``g`` for what is missing, ``d`` for what is done.
    """

    title: str
    sub: str
    unit: str
    values: Mapping[str, int]
    steps: tuple[int, int, int, int, int]
    ramp: str = "g"


panels_of_place: Question[list[PlacePanel]] = Question(
    "regions.panels_of_place",
    "Given a Region and the public's Actor: the panels of the answering room, each with few queries; may be empty. They are "
    "kept until the next change, so they say the same to everybody.",
)
own_panels_of_place: Question[list[PlacePanel]] = Question(
    "regions.own_panels_of_place",
    "Given a Region and the Actor who looks: panels that only this reader is shown, without a query.",
)
map_figures: Question[MapFigure | None] = Question(
    "regions.map_figures",
    "The figure of the answering room for the map of prefectures, or None; the first one is drawn.",
)
