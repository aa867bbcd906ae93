"""The decorator behind every write."""

import functools
import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.db import IntegrityError, models, transaction

from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions.refusals import Refused
from bangfu.plumbing.audit.models import AuditRecord
from bangfu.plumbing.audit.write import Changes, write_record
from bangfu.plumbing.clock import now
from bangfu.plumbing.idempotency.models import UsedKey
from bangfu.values import Refusal

P = ParamSpec("P")
R = TypeVar("R")
ALL_ACTIONS: dict[str, Callable[..., Any]] = {}
KEY_LONGEST = 80
"""Characters of a key; one database would fail on a longer one, the other would keep it."""
UNSEEN_ACTIONS: set[str] = set()
"""Acts that change nothing of what the public reads: kept public answers outlive them."""


@dataclass(slots=True)
class _Frame:
    name: str
    by: Actor
    at: datetime
    records: int = 0


_frame: ContextVar[_Frame | None] = ContextVar("bangfu_action", default=None)


def record(*, subject: models.Model, changes: Changes | None = None, note: str = "", count: int = 1) -> AuditRecord:
    """Leave a trace of the running action.

    Args: ``subject`` is the row acted on (its class must be classified); ``changes`` maps its fields to (old, new);
    ``note`` is a reason in words without personal data; ``count`` is the number of rows of a bulk act.
    Errors: ``RuntimeError`` outside an action.
    """
    frame = _frame.get()
    if frame is None:
        raise RuntimeError("record() belongs inside an action")
    frame.records += 1
    return write_record(
        by=frame.by, at=frame.at, action=frame.name, subject=subject, changes=changes or {}, note=note, count=count
    )


def _digest(arguments: dict[str, Any]) -> str:
    said = sorted((name, repr(getattr(value, "pk", value))) for name, value in arguments.items())
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _actor_key(by: Actor) -> str:
    return by.person or by.kind


def _first_result(used: UsedKey, digest: str) -> Any:
    if used.request_digest != digest:
        raise Refused(Refusal("key_reused", "这个请求编号已用于另一次不同的提交。请重新打开页面再提交。"))
    if not used.result_type:
        return None
    return apps.get_model(used.result_type)._base_manager.filter(pk=used.result_id).first()


class _KeyTaken(Exception):
    """Another request carried out the same keyed act while this one was under way."""


def _remember(*, name: str, by: Actor, key: str, digest: str, at: datetime, result: Any) -> None:
    is_row = isinstance(result, models.Model)
    used = UsedKey(
        actor=_actor_key(by),
        action=name,
        key=key,
        request_digest=digest,
        result_type=result._meta.label_lower if is_row else "",
        result_id=str(result.pk) if is_row else "",
        at=at,
    )
    try:
        used.save(force_insert=True)
    except IntegrityError as taken:
        raise _KeyTaken from taken


def _carried_out(
    function: Callable[..., Any], name: str, kwargs: dict[str, Any], rest: dict[str, Any], key: str
) -> Any:
    """The act in one transaction with its trace and its key, or the first result of the same key."""
    by, at = kwargs["by"], kwargs["at"]
    with transaction.atomic():
        if key:
            used = UsedKey.objects.filter(actor=_actor_key(by), action=name, key=key).first()
            if used is not None:
                return _first_result(used, _digest(rest))
        frame = _Frame(name, by, at)
        token = _frame.set(frame)
        try:
            result = function(**kwargs)
        finally:
            _frame.reset(token)
        assert frame.records > 0, f"action {name} left no audit record"
        if key:
            _remember(name=name, by=by, key=key, digest=_digest(rest), at=at, result=result)
    return result


def action(name: str, *, unseen: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action; see the package's docstring.

    ``name`` is ``room.verb_noun`` and unique; ``unseen``: nothing that the public reads can change by it.
    """

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        if name in ALL_ACTIONS:
            raise ValueError(f"action {name} is declared twice")
        if unseen:
            UNSEEN_ACTIONS.add(name)

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{name} takes keyword arguments only")
            by, key = kwargs["by"], str(kwargs.get("key") or "")
            if not isinstance(by, Actor) and not hasattr(by, "grants"):
                raise TypeError(f"{name}: by must be an Actor")
            if len(key) > KEY_LONGEST or not key.isprintable():
                raise Refused(Refusal("key_unreadable", "这次提交的编号不对，没有保存。请重新打开页面再提交。"))
            kwargs["at"] = kwargs.get("at") or now()  # type: ignore[assignment]
            rest = {k: v for k, v in kwargs.items() if k not in ("by", "at", "key")}
            try:
                return _carried_out(function, name, kwargs, rest, key)  # type: ignore[no-any-return]
            except _KeyTaken:  # all of ours was taken back; the first one's result is the answer
                used = UsedKey.objects.get(actor=_actor_key(by), action=name, key=key)  # type: ignore[arg-type]
                return _first_result(used, _digest(rest))  # type: ignore[no-any-return]

        ALL_ACTIONS[name] = run
        return run  # type: ignore[return-value]

    return wrap
