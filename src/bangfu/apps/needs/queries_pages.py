"""What the four pages ask: for whom one may write, the photos so far, who verifies."""

from bangfu.apps.needs.models import Need, NeedPages
from bangfu.apps.needs.policy import scope_of
from bangfu.apps.people.api import holders_of, names_of
from bangfu.plumbing.access import ROLES, Actor
from bangfu.plumbing.files.models import StoredFile
from bangfu.plumbing.files.queries import files_of

PEOPLE_MAX = 60


def people_to_write_for(actor: Actor) -> list[tuple[str, str]]:
    """(id, name) of village officials within the places where the actor writes needs for a whole county or more; one's own
    village has nobody else to write for."""
    wide = [grant.scope_id for grant in actor.scopes_of("needs.draft") if len(grant.scope_id) < 12]
    if not wide:
        return []
    found = [
        person
        for person, grants in holders_of("needs.draft").items()
        if person != actor.person
        and any(grant.role == "village" and grant.scope_id.startswith(tuple(wide)) for grant in grants)
    ][:PEOPLE_MAX]
    return sorted(names_of(found).items(), key=lambda each: each[1])


def photos_of_pages(kept: NeedPages | None) -> list[StoredFile]:
    """Photos that wait for their need."""
    return files_of(NeedPages._meta.label_lower, [str(kept.pk)]).get(str(kept.pk), []) if kept else []


def verifiers_of(need: Need) -> list[str]:
    """The offices whose people may verify a need, by their titles; never the one who wrote it."""
    scope = scope_of(need)
    roles = {
        grant.role
        for person, grants in holders_of("needs.verify").items()
        if person not in (need.entered_by, need.for_whom)
        for grant in grants
        if grant.covers(scope)
    }
    return [role.title for name, role in ROLES.items() if name in roles]
