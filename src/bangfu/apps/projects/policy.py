"""Who may do what with projects, and what each address asks for."""

from collections.abc import Iterable

from bangfu.apps.projects.models import Project
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

READ, RUN, ACCEPT, OVERSEE = "projects.read", "projects.run", "projects.accept", "projects.oversee"
DESK = "desk.enter"
_BOTH = ("GET", "POST")


def _project(name: str, needs: str, *methods: str, on: str = "project") -> Route:
    return Route(name, needs=needs, on=on, hides=True, sees=READ, methods=methods or _BOTH)


def _delivery(name: str, needs: str, *methods: str, on: str = "delivery") -> Route:
    return Route(name, needs=needs, on=on, hides=True, sees=READ, methods=methods or _BOTH)


ROUTES = (
    Route("projects:list"),
    Route("projects:list-json"),
    Route("projects:list-csv"),
    Route("projects:detail", on="project"),
    Route("projects:detail-json", on="project"),
    Route("projects:mine", signed_in=True),
    Route("projects:desk", needs=DESK, anywhere=True),
    Route("projects:desk-csv", needs=DESK, anywhere=True),
    _project("projects:work", READ, "GET"),
    _project("projects:begin", RUN, "POST"),
    _project("projects:deliver", RUN),
    _project("projects:progress", RUN),
    _project("projects:plan", RUN),
    _project("projects:change", RUN),
    _project("projects:decide", ACCEPT, "POST", on="project_change"),
    _project("projects:end", RUN),
    _project("projects:mend", OVERSEE, "POST"),
    _project("projects:evaluate", ACCEPT, on="project_of_village"),
    _project("projects:evaluate", RUN, on="project_of_lead"),
    _project("projects:evaluate", OVERSEE, on="project_of_bureau"),
    _project("projects:review", ACCEPT, "POST", on="reading_to_accept"),
    _project("projects:review", OVERSEE, "POST", on="reading_to_lock"),
    _project("projects:photo", OVERSEE, "POST", on="project_photo"),
    _delivery("projects:delivery", READ, "GET"),
    _delivery("projects:accept", ACCEPT),
    _delivery("projects:correct", ACCEPT, on="answered_delivery"),
    _delivery("projects:take-back", RUN, "POST"),
    _delivery("files:download", READ, "GET", on="project_file"),
    Route("api:list_projects"),
    Route("api:project_story", on="project"),
)


def scopes_of(project: Project, parties: Iterable[str] = ()) -> list[Scope]:
    """A project belongs to its place and to each of its organisations; the lead comes first."""
    numbers = [project.lead.number, *(number for number in parties if number != project.lead.number)]
    return [Scope(region=project.region_path, organisation=number) for number in numbers]


def may(actor: Actor, permission: str, project: Project) -> bool:
    """Whether the actor holds ``permission`` where the project lies or for one of its organisations."""
    return any(actor.may(permission, scope) for scope in scopes_of(project, party_numbers(project)))


def party_numbers(project: Project) -> list[str]:
    """Numbers of all organisations in the project; its parties come prefetched."""
    return [party.organisation.number for party in project.parties.all()]


def require(actor: Actor, permission: str, project: Project) -> None:
    """Errors: ``Denied``, or ``Hidden`` for who may not read the inside of the project."""
    if may(actor, permission, project):
        return
    if not may(actor, READ, project):
        raise Hidden
    raise Denied(permission)
