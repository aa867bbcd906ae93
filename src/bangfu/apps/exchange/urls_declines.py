"""Addresses of recommendations and declines."""

from django.urls import path

from bangfu.apps.exchange.views import declines

DECLINE_URLS = [
    path("my/recommendations/", declines.mine, name="mine"),
    path("my/declines/", declines.declines, name="declines"),
    path("my/declines/<str:decline>/", declines.declined, name="declined"),
    path("my/declines/<str:decline>/withdraw/", declines.withdraw, name="withdraw"),
    path("my/unsuitable/<str:need>/<str:organisation>/", declines.decline, name="decline"),
    path("desk/recommendations/<str:need>/", declines.side_by_side, name="side-by-side"),
]
