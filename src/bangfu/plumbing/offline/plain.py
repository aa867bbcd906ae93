"""The same form in a browser without JavaScript: one post, taken in as a draft that arrives at once."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from bangfu.plumbing.actions import Refused
from bangfu.plumbing.clock import now
from bangfu.plumbing.offline.actions import Clashing, receive_draft
from bangfu.plumbing.offline.forms import OfflineForm
from bangfu.plumbing.offline.models import ReceivedDraft
from bangfu.plumbing.offline.reading import UnfitBody, Unread, read_batch
from bangfu.values import Refusal


@dataclass(frozen=True, slots=True)
class Plain:
    """What a page shows: the ``values`` in its fields, the ``base`` they began from, the key of the next post, what went wrong."""

    values: Mapping[str, str]
    base: Mapping[str, str]
    key: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    refusal: Refusal | None = None
    clashing: Clashing | None = None

    @property
    def base_json(self) -> str:
        """The base as a hidden field carries it."""
        return json.dumps(dict(self.base), ensure_ascii=False)

    def clashes(self) -> list[dict[str, Any]]:
        """Label, what was typed here and what stands on the platform, for each unit in dispute."""
        if self.clashing is None:
            return []
        form = self.clashing.form
        return [
            {"label": form.label_of(each.unit), "mine": " ".join(each.mine), "theirs": " ".join(each.theirs)}
            for each in self.clashing.clashes
        ]


def posted(request: HttpRequest, form: OfflineForm) -> dict[str, str]:
    """The form's fields as they were posted; several values of one name are joined by commas, as the phone does."""
    return {name: ",".join(request.POST.getlist(name)) for name in form.names if name in request.POST}


def receive_plain(request: HttpRequest, form: OfflineForm, subject: str = "") -> ReceivedDraft | Plain:
    """Take a posted form in.

    Returns: the received draft, or what the page has to show again. After a clash the base is what stands there now: to
    post again is to decide for what was typed. Errors: ``Denied``, ``Hidden``.
    """
    actor = request.actor  # type: ignore[attr-defined]
    values = posted(request, form)
    try:
        base = json.loads(request.POST.get("base", "") or "{}")
    except (ValueError, RecursionError):
        base = None
    said = {"id": request.POST.get("key", ""), "person": actor.person, "kind": form.kind, "subject": subject}
    shown = {name: text for name, text in base.items() if isinstance(text, str)} if isinstance(base, dict) else {}
    try:
        body = json.dumps({"drafts": [said | {"base": base, "fields": values}]})
        draft = read_batch(body.encode("utf-8", "surrogatepass"))[0]
        if isinstance(draft, Unread):
            return Plain(values, shown, refusal=draft.refusal)
        return receive_draft(by=actor, at=now(), key=draft.id, draft=draft)
    except (Refused, UnfitBody) as refused:
        return Plain(values, shown, refusal=refused.refusal)
    except Clashing as clashing:
        return Plain(values, clashing.standing.values, clashing=clashing)
