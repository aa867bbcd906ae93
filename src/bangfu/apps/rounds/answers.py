"""What `rounds` answers and hears when lower rooms and plumbing ask; `config/wiring.py` alone reads this."""

from bangfu.apps.rounds.actions import look_after_rounds
from bangfu.apps.rounds.events import tell_of_answer, tell_the_invited, tell_the_office
from bangfu.apps.rounds.queries import invite_panels, todo_items

__all__ = [
    "invite_panels",
    "look_after_rounds",
    "tell_of_answer",
    "tell_the_invited",
    "tell_the_office",
    "todo_items",
]
