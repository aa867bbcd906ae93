"""Addresses of the room."""

from bangfu.apps.exchange.urls_claims import CLAIM_URLS
from bangfu.apps.exchange.urls_declines import DECLINE_URLS

app_name = "exchange"
urlpatterns = [*CLAIM_URLS, *DECLINE_URLS]
