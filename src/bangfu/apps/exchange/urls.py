"""Addresses of the room."""

from bangfu.apps.exchange.urls_declines import DECLINE_URLS

app_name = "exchange"
urlpatterns = [*DECLINE_URLS]
