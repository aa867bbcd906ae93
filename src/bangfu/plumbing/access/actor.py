"""The acting person, with the grants that count now."""

from dataclasses import dataclass, field

from bangfu.plumbing.access.roles import ROLES


@dataclass(frozen=True, slots=True)
class Scope:
    """Where something belongs: a 12-digit region code, an organisation's or project's opaque id. Empty means none."""

    region: str = ""
    organisation: str = ""
    project: str = ""
    call: str = ""


NOWHERE = Scope()
"""The scope of what belongs to the whole installation: only a grant over everything covers it."""

EVERYWHERE = "all"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one scope. ``scope_id`` of a region grant is a prefix of statistics codes ("44" is the province)."""

    role: str
    scope_kind: str
    scope_id: str = ""

    def covers(self, scope: Scope) -> bool:
        """Whether the grant reaches ``scope``. A whole-installation grant reaches everything."""
        if self.scope_kind == EVERYWHERE:
            return True
        if self.scope_kind == "region":
            return bool(self.scope_id) and scope.region.startswith(self.scope_id)
        wanted = {"organisation": scope.organisation, "project": scope.project, "call": scope.call}
        return bool(self.scope_id) and wanted.get(self.scope_kind) == self.scope_id


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. ``person`` is an opaque id ("" for the public and the system itself).

    ``limits`` narrows a program's token to some permissions; None is a person in a browser, without such limits.
    """

    person: str = ""
    kind: str = "public"
    grants: tuple[Grant, ...] = field(default=())
    limits: frozenset[str] | None = None

    def _allows(self, permission: str) -> bool:
        return self.limits is None or permission in self.limits

    @property
    def is_person(self) -> bool:
        return bool(self.person)

    def has(self, permission: str) -> bool:
        """Whether the actor holds ``permission`` in any scope at all: for menus, never for records."""
        return self.kind == "system" or bool(self.scopes_of(permission))

    def may(self, permission: str, scope: Scope) -> bool:
        """Whether the actor holds ``permission`` where ``scope`` lies."""
        if self.kind == "system":
            return True
        return any(grant.covers(scope) for grant in self.scopes_of(permission))

    def scopes_of(self, permission: str) -> tuple[Grant, ...]:
        """The grants that carry ``permission``: a query turns them into a filter."""
        if not self._allows(permission):
            return ()
        return tuple(grant for grant in self.grants if permission in ROLES[grant.role].permissions)

    def roles(self) -> tuple[str, ...]:
        """Names of the roles held, each once, in the order of the grants."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants))

    @property
    def needs_second_factor(self) -> bool:
        return any(ROLES[grant.role].second_factor for grant in self.grants)


PUBLIC_ACTOR = Actor()
SYSTEM_ACTOR = Actor(kind="system")
