"""The REST interface put together: which room's routes stand where."""

from ninja import NinjaAPI, Router

import bangfu
from bangfu.apps.exchange.routes import router as exchange
from bangfu.apps.giving.routes import router as campaigns
from bangfu.apps.needs.routes import router as needs
from bangfu.apps.offers.routes import router as offers
from bangfu.apps.organisations.routes import router as organisations
from bangfu.apps.partnerships.routes import router as pairings
from bangfu.apps.programmes.routes import router as programme
from bangfu.apps.projects.routes import router as projects
from bangfu.apps.regions.routes import router as places
from bangfu.apps.supervision.routes import router as questions
from bangfu.apps.voices.routes import router as voices
from bangfu.plumbing.rest.auth import TokenOrPublic
from bangfu.plumbing.rest.problems import speak_problems

ROUTERS: tuple[tuple[str, Router], ...] = (
    ("/organisations", organisations),
    ("/needs", needs),
    ("/offers", offers),
    ("/exchange", exchange),
    ("/pairings", pairings),
    ("/projects", projects),
    ("/campaigns", campaigns),
    ("/places", places),
    ("/programme", programme),
    ("/questions", questions),
    ("/voices", voices),
)


def build_api() -> NinjaAPI:
    """The interface under ``/api/v1/`` with every room's router; its description is ``openapi.json``."""
    api = NinjaAPI(
        title="Bangfu",
        version=bangfu.__version__,
        urls_namespace="api",
        openapi_url="/openapi.json",
        docs_url=None,
        auth=TokenOrPublic(),
        description="Money in amount_fen, times in UTC with offset, regions by 12-digit statistics code. "
        "Errors are application/problem+json with a code and a sentence in Chinese and English.",
    )
    speak_problems(api)
    for prefix, router in ROUTERS:
        api.add_router(prefix, router)
    return api


api = build_api()
