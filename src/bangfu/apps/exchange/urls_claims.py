"""Addresses of claims."""

from django.urls import path

from bangfu.apps.exchange.views import claims as views

CLAIM_URLS = [
    path("needs/<str:number>/claim/", views.take, name="take"),
    path("my/claims/", views.claims, name="claims"),
    path("my/claims/<slug:claim_id>/", views.claim, name="claim"),
    path("my/claims/<slug:claim_id>/withdraw/", views.withdraw, name="withdraw-claim"),
    path("my/needs/<str:number>/offers/", views.offers, name="offers"),
]
