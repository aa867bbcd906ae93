"""How a profile's values reach its rows: shared by registering, changing and importing."""

from collections.abc import Iterable, Mapping
from typing import Any

from bangfu.apps.organisations.models import Capability, Organisation, Resource, ServiceArea, ThemeTag
from bangfu.apps.organisations.rules.duplicates import name_key
from bangfu.apps.organisations.rules.profile import PROFILE_FIELDS, written
from bangfu.apps.organisations.wording import name_of
from bangfu.engines.text import initials, search_tokens, sort_key
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.values import Refusal


def who(by: Actor) -> str:
    """The opaque id of the acting person, or the word for a program acting for itself."""
    return by.person or by.kind


def locked(number: str) -> Organisation:
    """The organisation of that number, locked until the action ends. Errors: ``Refused`` when there is none."""
    found = Organisation.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise Refused(Refusal("organisations.unknown", f"没有编号为 {number} 的组织。", "请核对编号。"))
    return found


def lock_organisations(numbers: Iterable[str]) -> dict[str, Organisation]:
    """Several organisations by number, locked in the order of their numbers so that two actions never wait for each other."""
    rows = Organisation.objects.select_for_update().filter(number__in=set(numbers)).order_by("number")
    return {row.number: row for row in rows}


def put_columns(organisation: Organisation, values: Mapping[str, Any]) -> None:
    """Set the columns among ``values`` and what follows from the name; does not save."""
    for name, value in values.items():
        if not PROFILE_FIELDS[name].many:
            setattr(organisation, name, value)
    if "name" in values:
        organisation.name_key = name_key(organisation.name)
        organisation.name_order = sort_key(organisation.name)[:500]
        organisation.initials = initials(organisation.name)[:100]


def search_text(values: Mapping[str, Any]) -> str:
    """The tokens of all that the search box should find an organisation by."""
    themes, capabilities = values.get("themes") or (), values.get("capabilities") or {}
    parts: list[str] = [
        str(values.get("name") or ""),
        *(values.get("former_names") or ()),
        str(values.get("summary") or ""),
    ]
    parts += [name_of("themes", each) for each in themes]
    parts += [name_of("capabilities", each) for each in capabilities]
    parts += [name_of("resources", each) for each in values.get("resources") or {}]
    parts.append(str(values.get("credit_code") or ""))
    return search_tokens("，".join(part for part in parts if part))


def rows_of(
    organisation: Organisation, values: Mapping[str, Any], only: Iterable[str] | None = None
) -> dict[type, list[Any]]:
    """The unsaved rows that the many-valued fields among ``values`` stand for, by model."""
    names = set(values if only is None else only)
    rows: dict[type, list[Any]] = {}
    if "themes" in names:
        rows[ThemeTag] = [ThemeTag(organisation=organisation, theme=each) for each in values["themes"]]
    if "capabilities" in names:
        rows[Capability] = [
            Capability(organisation=organisation, capability=key, level=level, evidence=evidence)
            for key, (level, evidence) in values["capabilities"].items()
        ]
    if "resources" in names:
        rows[Resource] = [
            Resource(organisation=organisation, resource=key, amount=amount, unit=unit)
            for key, (amount, unit) in values["resources"].items()
        ]
    if "service_regions" in names:
        rows[ServiceArea] = [
            ServiceArea(organisation=organisation, region_id=each) for each in values["service_regions"]
        ]
    return rows


def replace_rows(organisation: Organisation, values: Mapping[str, Any]) -> None:
    """Write the many-valued fields among ``values`` in place of what stood there."""
    for model, rows in rows_of(organisation, values).items():
        model.objects.filter(organisation=organisation).delete()  # type: ignore[attr-defined]
        model.objects.bulk_create(rows)  # type: ignore[attr-defined]


def public_statement(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The public fields among ``changes`` (name → value), as a publication row may hold them: text and whole numbers."""
    statement: dict[str, Any] = {}
    for name, value in changes.items():
        if PROFILE_FIELDS[name].is_public:
            plain = written(value)
            statement[name] = str(plain) if isinstance(plain, float) else plain
    return statement
