"""Addresses of the room."""

from bangfu.apps.exchange.urls_claims import CLAIM_URLS

app_name = "exchange"
urlpatterns = [*CLAIM_URLS]
