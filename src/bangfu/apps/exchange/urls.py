"""Addresses of the room."""

from bangfu.apps.exchange.urls_claims import CLAIM_URLS
from bangfu.apps.exchange.urls_declines import DECLINE_URLS
from bangfu.apps.exchange.urls_scenarios import SCENARIO_URLS

app_name = "exchange"
urlpatterns = [*CLAIM_URLS, *DECLINE_URLS, *SCENARIO_URLS]
