"""Writing one record of the trail; ``plumbing.actions`` is the only caller."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from bangfu.plumbing.access import Actor
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.fieldclasses import is_open

Changes = Mapping[str, tuple[Any, Any]]


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, datetime | date | Decimal):
        return str(value)
    return value


def _salted(value: Any) -> str:
    salt = secrets.token_hex(8)
    return f"{salt}:{hashlib.sha256(f'{salt}|{value}'.encode()).hexdigest()[:32]}"


def _trace(model: type[models.Model], changes: Changes) -> dict[str, list[Any]]:
    """What the trail may say of each change: values where the field's class allows, else salted digests."""
    said: dict[str, list[Any]] = {}
    for name, (old, new) in changes.items():
        if is_open(model, name):
            said[name] = [_plain(old), _plain(new)]
        else:
            said[name] = ["sealed", _salted(new)]
    return said


def write_record(
    *, by: Actor, at: datetime, action: str, subject: models.Model, changes: Changes, note: str, count: int
) -> AuditRecord:
    """Add one record. ``changes`` maps a field of ``subject`` to (old, new); ``count`` is the number of rows of a bulk act."""
    return AuditRecord.objects.create(
        at=at,
        actor_kind=by.kind,
        person=by.person,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        changes=_trace(type(subject), changes),
        note=note[:500],
        count=count,
    )
