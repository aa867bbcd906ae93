"""What this room asks the rooms above it: panels for the page of an organisation."""

from bangfu.plumbing.questions import Question
from bangfu.plumbing.ui.panels import Panel

panels_of_organisation: Question[list[Panel]] = Question(
    "organisations.panels_of_organisation",
    "Given an Organisation and the Actor who looks: the panels of the answering room, each with few queries; none for the public.",
)
