"""What this room keeps: suggestions, wishes, and the few figures of wishes that everybody may see."""

from bangfu.apps.voices.models.suggestions import Suggestion
from bangfu.apps.voices.models.wishes import Wish, WishFigure, WishFigures, WishRead

__all__ = ["Suggestion", "Wish", "WishFigure", "WishFigures", "WishRead"]
