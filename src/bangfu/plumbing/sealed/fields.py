"""Model fields that seal themselves.

``phone = SealedTextField()`` reads and writes like a text; the database only ever holds cipher text. A query cannot compare
it: search by ``phone_index = BlindIndexField("phone")`` and ``filter(phone_index__in=index_values(Model, "phone", text))``.
The row's primary key must be known before it is saved, because the cipher text is bound to it.
"""

from typing import Any

from django.db import models

from bangfu.plumbing.sealed.keys import field_keys
from bangfu.plumbing.sealed.seal import index_text, open_text, seal_text


class CipherText(str):
    """Text as it stands in the database. Its type is what allows a write: a plain string is refused."""

    __slots__ = ()


def place_of(model: type[models.Model], field: str, pk: Any) -> str:
    """The associated data that binds a value to its row and field."""
    return f"{model._meta.concrete_model._meta.label_lower}.{field}.{pk}"  # type: ignore[union-attr]


class _Opener:
    """The attribute of a row: opens the cipher text at first use."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        if self.name not in row.__dict__:
            row.refresh_from_db(fields=[self.name])
        value = row.__dict__[self.name]
        if isinstance(value, CipherText):
            value = open_text(value, place_of(type(row), self.name, row.pk)) if value else ""
            row.__dict__[self.name] = value
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.name] = value


class SealedTextField(models.TextField):
    """A text sealed under the installation's keys. Empty stays empty: whether there is a value is not a secret."""

    description = "sealed text"

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Opener(name))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if value is None else CipherText(value)

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or value == "" or isinstance(value, CipherText):
            return value
        if not model_instance.pk:
            raise ValueError(f"{self.model.__name__}.{self.name} cannot be sealed before the row has its id")
        return CipherText(seal_text(str(value), place_of(type(model_instance), self.name, model_instance.pk)))

    def get_prep_value(self, value: Any) -> Any:
        # Every path that would write or compare a plain text ends here: update(), bulk_update(), filter().
        if value is None or value == "" or isinstance(value, CipherText):
            return None if value is None else str(value)
        raise TypeError(f"{self.name} is sealed: save the row to write it, search it by its blind index")


class BlindIndexField(models.CharField):
    """The keyed digest of a sealed field of the same row, kept up by itself; equality only."""

    def __init__(self, source: str = "", **options: Any) -> None:
        self.source = source
        options.update(max_length=56, blank=True, editable=False, db_index=True, default="")
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        for fixed in ("max_length", "blank", "editable", "db_index", "default"):
            options.pop(fixed, None)
        return name, path, args, options | {"source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        plain = getattr(model_instance, self.source) or ""
        value = index_text(plain, index_place(type(model_instance), self.source))
        setattr(model_instance, self.attname, value)
        return value


def index_place(model: type[models.Model], field: str) -> str:
    """What a blind index is bound to: the field, not the row, or equal values could not be found."""
    return f"{model._meta.concrete_model._meta.label_lower}.{field}"  # type: ignore[union-attr]


def index_values(model: type[models.Model], field: str, text: str) -> list[str]:
    """What to look for to find ``text`` in ``field``: its index under every key, so a rotation hides no row."""
    return [index_text(text, index_place(model, field), key) for key in field_keys()] if text else []
