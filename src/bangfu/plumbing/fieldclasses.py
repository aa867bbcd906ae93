"""Every field of every model is public, internal, personal or confidential; undeclared is a failing test.

public: may be shown to anybody. internal: for signed-in people with a right to the record. personal: about a person;
sealed in the database. confidential: care and the like; sealed, every read recorded. Exports, open data, logs, the audit
trail and the public log obey this one declaration.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models

PUBLIC, INTERNAL, PERSONAL, CONFIDENTIAL = "public", "internal", "personal", "confidential"


def classify(*, public: str = "", internal: str = "", personal: str = "", confidential: str = "") -> dict[str, str]:
    """The declaration for a model: ``FIELD_CLASSES = classify(public="id name", internal="note")``.

    Args: names of concrete fields, separated by white space. Returns: class by field name.
    Errors: ``ValueError`` when a field is named twice.
    """
    declared: dict[str, str] = {}
    for kind, names in ((PUBLIC, public), (INTERNAL, internal), (PERSONAL, personal), (CONFIDENTIAL, confidential)):
        for name in names.split():
            if name in declared:
                raise ValueError(f"field {name} is classified twice")
            declared[name] = kind
    return declared


def class_of(model: type[models.Model], field: str) -> str:
    """The class of one field. Errors: ``LookupError`` when it is not declared: the caller must not guess."""
    try:
        return model.FIELD_CLASSES[field]  # type: ignore[attr-defined]
    except (AttributeError, KeyError):
        raise LookupError(f"{model.__name__}.{field} is not classified") from None


def is_open(model: type[models.Model], field: str) -> bool:
    """Whether a field's value may stand in clear text in the audit trail: public and internal ones only."""
    return class_of(model, field) in (PUBLIC, INTERNAL)


def unclassified(model: type[models.Model]) -> Iterator[str]:
    """Names that are fields without a class, or classes without a field."""
    declared: dict[str, Any] = getattr(model, "FIELD_CLASSES", {})
    concrete = {field.name for field in model._meta.concrete_fields}
    yield from sorted(concrete ^ set(declared))
