"""Who may do what in the room, and what each route asks for."""

from bangfu.apps.exchange.models import Scenario
from bangfu.plumbing.access import Route, Scope


def scope_of(scenario: Scenario) -> Scope:
    """A scenario belongs to where its demand lies."""
    return Scope(region=scenario.region)


def _post(name: str) -> Route:
    return Route(name, needs="exchange.plan", on="scenario", hides=True, methods=("POST",))


def _get(name: str, on: str = "scenario") -> Route:
    return Route(name, needs="exchange.plan", on=on, hides=True)


SCENARIO_ROUTES = (
    Route("exchange:match", needs="exchange.plan", anywhere=True),
    Route("exchange:pairing", needs="exchange.plan", anywhere=True),
    Route("exchange:new", needs="exchange.plan", anywhere=True, methods=("GET", "POST")),
    Route("exchange:upload", needs="exchange.plan", anywhere=True, methods=("GET", "POST")),
    Route("exchange:compare", needs="exchange.plan", anywhere=True),
    _get("exchange:scenario"),
    _get("exchange:pair", "solved_scenario"),
    _get("exchange:plan-json", "solved_scenario"),
    _get("exchange:plan-xlsx", "solved_scenario"),
    _get("exchange:plan-docx", "solved_scenario"),
    _get("exchange:inputs-zip", "solved_scenario"),
    _post("exchange:settings"),
    _post("exchange:decide"),
    _post("exchange:limit"),
    _post("exchange:solve"),
    _post("exchange:copy"),
    _post("exchange:archive"),
)
