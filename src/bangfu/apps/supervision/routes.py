"""REST under /api/v1/questions: what is published of questions and answers."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bangfu.apps.supervision.queries import find_subject, published_about

router = Router(tags=["questions"])


@router.get("/{kind}/{number}", summary="Published questions and answers about something public")
def published_answers(request: HttpRequest, kind: str, number: str) -> dict[str, Any]:
    """In the office's own words; the originals and their askers stand nowhere outside. 404 for what is not public."""
    subject = find_subject(kind, number)
    return {
        "about": {"kind": subject.kind, "number": subject.number},
        "items": [
            {"question": each.question, "answer": each.answer, "released_at": each.released_at.isoformat()}
            for each in published_about(kind, number)
        ],
    }
