"""The one writer of screenings."""

from collections.abc import Mapping
from datetime import datetime

from bangfu.apps.needs import policy, rules_screening
from bangfu.apps.needs.models import Need, Screening
from bangfu.apps.needs.queries_screening import facts_of, rubric
from bangfu.plumbing.access import Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.values import Refusal

BEFORE_PUBLICATION = ("submitted", "verified")


@action("needs.screen_need", unseen=True)
def screen_need(*, by: Actor, at: datetime, key: str = "", number: str, answers: Mapping[str, str]) -> Screening:
    """Judge a need by the present rubric, before it is published. A new look is a new row; the newest counts.

    Args: ``answers`` by check: yes, partly, no. Errors: ``Hidden``, ``Denied`` without verifying or publishing there, ``Refused``.
    """
    need = Need.objects.select_related("region").filter(number=number).first()
    if need is None or not policy.can_see(by, need):
        raise Hidden
    if not any(by.may(each, policy.scope_of(need)) for each in ("needs.verify", "needs.publish")):
        raise Denied("needs.verify")
    if need.state not in BEFORE_PUBLICATION:
        raise Refused(Refusal("screened_late", "评分在发布之前做；这条现在不用评分。"))
    table = rubric()
    refuse(rules_screening.answers_refusal(table, answers))
    parts = rules_screening.parts_of(table, facts_of(need, at), answers)
    made = Screening.objects.create(
        need=need,
        rubric=table.version,
        answers=dict(answers),
        parts=[part.plain() for part in parts],
        score=sum(part.points for part in parts),
        person=by.person,
        at=at,
    )
    record(subject=made, changes={"score": (None, made.score)}, note=f"{number} 评分表 {table.version}")
    return made
