"""Who may do what: permissions, roles as named lists of them, grants with a scope, and the acting person.

A grant is (person, role, scope kind, scope id). Region scopes are prefixes of statistics codes; organisation and project
scopes are opaque ids, so access needs no table of an upper room. `docs/reference/access.md` is printed from the tables here.
"""

from bangfu.plumbing.access.actor import EVERYWHERE, NOWHERE, PUBLIC_ACTOR, SYSTEM_ACTOR, Actor, Grant, Scope
from bangfu.plumbing.access.errors import Denied, Hidden
from bangfu.plumbing.access.permissions import PERMISSIONS
from bangfu.plumbing.access.roles import ROLES, Role
from bangfu.plumbing.access.routes import Route

__all__ = [
    "EVERYWHERE",
    "NOWHERE",
    "PERMISSIONS",
    "PUBLIC_ACTOR",
    "ROLES",
    "SYSTEM_ACTOR",
    "Actor",
    "Denied",
    "Grant",
    "Hidden",
    "Role",
    "Route",
    "Scope",
]
