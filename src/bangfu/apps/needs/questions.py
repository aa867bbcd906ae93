"""What this room asks the rooms above it: panels for the pages of a need."""

from bangfu.plumbing.questions import Question
from bangfu.plumbing.ui.panels import Panel

panels_of_need: Question[list[Panel]] = Question(
    "needs.panels_of_need",
    "Given a Need and the Actor who looks: the panels of the answering room, each with few queries; for the public "
    "only what depends on nothing but the need.",
)

panels_of_work: Question[list[Panel]] = Question(
    "needs.panels_of_work",
    "Given a Need and the Actor who handles it: the panels of the answering room beside the work on it, with few queries.",
)
