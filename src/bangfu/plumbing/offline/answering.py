"""One answer for each draft: done, merged, conflict or refused. A draft that gets no answer stays on the phone and comes again."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from bangfu.plumbing.access import PERMISSIONS, Actor, Denied, Hidden
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.offline.actions import Clashing, receive_draft
from bangfu.plumbing.offline.models import ReceivedDraft
from bangfu.plumbing.offline.queries import received_of
from bangfu.plumbing.offline.reading import Draft, Unread, moment_claimed
from bangfu.plumbing.questions import Question
from bangfu.plumbing.said import said
from bangfu.plumbing.ui.nav import localised
from bangfu.values import Refusal

log = logging.getLogger(__name__)
denial_met: Question[None] = Question(
    "offline.denial_met",
    "Given an actor and a permission: a draft was refused for want of it. Answered by `people` alone.",
)


def answer_to(draft: Draft | Unread, *, by: Actor, at: datetime) -> dict[str, Any] | None:
    """What becomes of one draft; None when the database could not answer, so that the phone sends it again."""
    if isinstance(draft, Unread):
        return _refused(draft.id, draft.refusal)
    try:
        return _received(receive_draft(by=by, at=at, key=draft.id, draft=draft), draft, at)
    except Clashing as clashing:
        return _conflict(draft.id, clashing)
    except Refused as refused:
        return _refused(draft.id, refused.refusal, received_of(by, draft.id))
    except Denied as denied:
        denial_met.ask(by, denied.permission)
        name = PERMISSIONS.get(denied.permission, denied.permission)
        sentence = f"您现在的账号没有“{name}”的权限，或不在那个地方。草稿还在手机上，请联系管理员。"
        return _refused(draft.id, Refusal("denied", sentence))
    except Hidden:
        return _refused(draft.id, Refusal("hidden", "找不到草稿说的那条记录，或它不归您看。草稿还在手机上。"))
    except (OperationalError, InterfaceError):
        log.exception("a draft of kind %s has to come again", draft.kind)
        return None
    except Exception:  # one bad draft must not hold up those behind it
        log.exception("a draft of kind %s broke", draft.kind)
        return _refused(
            draft.id, Refusal("broken", "平台处理这份草稿时出了错，没有保存。草稿还在手机上，请过一会儿再发。")
        )


def _received(row: ReceivedDraft, draft: Draft, at: datetime) -> dict[str, Any]:
    _written, ahead = moment_claimed(draft.written_at, at)
    words = [said(row.note)] if row.note else []
    if ahead:
        words.append(_("手机的时间比平台快，已按平台的时间记。"))
    return {
        "id": row.draft,
        "outcome": row.outcome,
        "label": row.label,
        "path": localised(row.path) if row.path else "",
        "sentence": " ".join(words),
    }


def _refused(draft: str, refusal: Refusal, before: ReceivedDraft | None = None) -> dict[str, Any]:
    sentence = f"{said(refusal.sentence)} {said(refusal.fix) if refusal.fix else ''}".strip()
    answer = {"id": draft, "outcome": "refused", "code": refusal.code, "sentence": sentence}
    if before is not None:
        sentence = _("这份草稿早先已经收到（%(label)s）。您后来改的没有并进去，请打开那条记录再改。") % {
            "label": before.label
        }
        answer |= {
            "sentence": sentence,
            "path": localised(before.path) if before.path else "",
            "code": "already_received",
        }
    return answer


def _conflict(draft: str, clashing: Clashing) -> dict[str, Any]:
    standing = clashing.standing
    label: Callable[[tuple[str, ...]], str] = lambda unit: said(clashing.form.label_of(unit))  # noqa: E731
    fields = [
        {
            "names": clash.unit,
            "label": label(clash.unit),
            "base": clash.base,
            "mine": clash.mine,
            "theirs": clash.theirs,
            "watched": clash.watched,
        }
        for clash in clashing.clashes
    ]
    return {
        "id": draft,
        "outcome": "conflict",
        "sentence": _("这几处别人也改过，请选用哪一个。"),
        "who": standing.who,
        "when": standing.when.isoformat() if standing.when else "",
        "version": standing.version,
        "now": dict(standing.values),
        "fields": fields,
    }
