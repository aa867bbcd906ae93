"""Which questions a team raises: the four of the notice always, concentration and conflict of interest when there is cause."""

from collections.abc import Sequence

from bangfu.apps.organisations.api import members_of
from bangfu.apps.partnerships.models import TeamDraft
from bangfu.apps.partnerships.rules.drafts import ALWAYS_ASKED
from bangfu.apps.partnerships.rules.teams import WHOLE, Part


def questions_raised(draft: TeamDraft, lead: str, parts: Sequence[Part]) -> list[str]:
    """Codes of the questions. Concentration: one carries more than half of the money, the credit or the tasks. Conflict: a
    member belongs to the lead, or shares its hub as the search found."""
    asked = list(ALWAYS_ASKED)
    tasks = {task for part in parts for task in part.tasks}
    heavy = any(
        part.budget_permille * 2 > WHOLE
        or part.credit_permille * 2 > WHOLE
        or (len(tasks) > 1 and len(set(part.tasks)) * 2 > len(tasks))
        for part in parts
    )
    if heavy:
        asked.append("concentration")
    newest = draft.newest_solution
    related = set(newest.closing.get("related", [])) if newest else set()
    if (related | set(members_of(lead))) & {part.organisation for part in parts if part.organisation != lead}:
        asked.append("conflict")
    return asked
