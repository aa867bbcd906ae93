"""Bringing every sealed value under the first key, online and in small steps.

A step is one short transaction. Which rows are left is read from the rows themselves, so a rotation that was killed goes on
where it stopped. A row that somebody changed meanwhile is left alone: the change already sealed it under the first key.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q

from bangfu.plumbing.sealed.fields import BlindIndexField, CipherText, SealedTextField, index_place, place_of
from bangfu.plumbing.sealed.keys import field_keys
from bangfu.plumbing.sealed.models import KeyMark
from bangfu.plumbing.sealed.seal import index_text, known_prefixes, open_text, prefix, seal_text

STEP_ROWS = 100


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A model with its sealed fields and its blind indexes."""

    model: type[models.Model]
    texts: tuple[str, ...]
    indexes: tuple[tuple[str, str], ...]


def sealed_tables() -> Iterator[SealedTable]:
    """Every model that seals something."""
    for model in apps.get_models():
        fields = model._meta.concrete_fields
        texts = tuple(field.name for field in fields if isinstance(field, SealedTextField))
        indexes = tuple((field.name, field.source) for field in fields if isinstance(field, BlindIndexField))
        if texts:
            yield SealedTable(model, texts, indexes)


def _sealed_otherwise(table: SealedTable, prefixes: Iterable[str]) -> Q:
    """Rows with something sealed that begins with none of ``prefixes``."""
    wanted = Q()
    for name in table.texts:
        other = ~Q(**{name: ""}) & Q(**{f"{name}__isnull": False})
        for each in prefixes:
            other &= ~Q(**{f"{name}__startswith": CipherText(each)})
        wanted |= other
    return wanted


def _stale(table: SealedTable) -> Q:
    return _sealed_otherwise(table, [prefix()])


def is_any_sealed_with_missing_key() -> bool:
    """Whether some row needs a key that is not among the field keys: the site could not show it."""
    known = known_prefixes()
    return any(table.model._base_manager.filter(_sealed_otherwise(table, known)).exists() for table in sealed_tables())


def rows_left(table: SealedTable) -> int:
    """How many rows still stand under another key."""
    return table.model._base_manager.filter(_stale(table)).count()


def _reseal(table: SealedTable, row: dict[str, object]) -> bool:
    """Seal one row anew unless it changed since it was read."""
    pk, index_of = row["pk"], {source: name for name, source in table.indexes}
    changed: dict[str, str] = {}
    for name in table.texts:
        old = row[name]
        if not old or str(old).startswith(prefix()):
            continue
        place = place_of(table.model, name, pk)
        plain = open_text(str(old), place)
        changed[name] = CipherText(seal_text(plain, place))
        if name in index_of:
            changed[index_of[name]] = index_text(plain, index_place(table.model, name))
    unchanged = {name: CipherText(row[name]) for name in table.texts if name in changed}
    return table.model._base_manager.filter(pk=pk, **unchanged).update(**changed) == 1


def rotate_step(table: SealedTable, limit: int = STEP_ROWS) -> int:
    """Reseal up to ``limit`` rows in one transaction. Returns: how many were looked at; 0 when all is done.

    Errors: ``SealError`` when an old key is missing or wrong: nothing of the step is written.
    """
    with transaction.atomic():
        rows = list(table.model._base_manager.filter(_stale(table)).order_by("pk").values("pk", *table.texts)[:limit])
        for row in rows:
            _reseal(table, row)
    return len(rows)


def rotate_all(progress: Callable[[str, int, int], None] = lambda name, done, total: None) -> int:
    """Reseal everything. ``progress`` hears (table, done, total) after each step. Returns: the number of rows resealed."""
    mark_keys()
    resealed = 0
    for table in sealed_tables():
        total, done = rows_left(table), 0
        while step := rotate_step(table):
            done += step
            progress(table.model._meta.label_lower, min(done, total), total)
        resealed += done
    return resealed


def mark_keys() -> None:
    """Note the fingerprints of keys that this database has not seen."""
    for key in field_keys():
        KeyMark.objects.get_or_create(key_id=key.id, defaults={"fingerprint": key.fingerprint})
