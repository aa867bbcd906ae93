"""A refusal on its way out of an action."""

from bangfu.values import Refusal


class Refused(Exception):
    """Raised inside an action when a rule says no; carries the :class:`~bangfu.values.Refusal` that people will read."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def refuse(refusal: Refusal | None) -> None:
    """Raise when a rule answered with a refusal; do nothing when it answered None."""
    if refusal is not None:
        raise Refused(refusal)
