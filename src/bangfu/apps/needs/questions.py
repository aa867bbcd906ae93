"""What this room asks the rooms above it: panels for the pages of a need."""

from bangfu.plumbing.questions import Question
from bangfu.plumbing.ui.panels import Panel

panels_of_need: Question[list[Panel]] = Question(
    "needs.panels_of_need",
    "Given a Need and the Actor who looks: the panels of the answering room, each with few queries; for the public "
    "only what depends on nothing but the need.",
)

public_panels_of_need: Question[list[Panel]] = Question(
    "needs.public_panels_of_need",
    "Given a published Need: panels of the answering room that say the same to everybody and are kept until the next change.",
)

panels_of_work: Question[list[Panel]] = Question(
    "needs.panels_of_work",
    "Given a Need and the Actor who handles it: the panels of the answering room beside the work on it, with few queries.",
)
