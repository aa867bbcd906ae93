"""Addresses of claims."""

from django.urls import path

from bangfu.apps.exchange.views import claims as views
from bangfu.apps.exchange.views import negotiating

CLAIM_URLS = [
    path("needs/<str:number>/claim/", views.take, name="take"),
    path("my/claims/", views.claims, name="claims"),
    path("my/claims/<slug:claim_id>/", views.claim, name="claim"),
    path("my/claims/<slug:claim_id>/withdraw/", views.withdraw, name="withdraw-claim"),
    path("my/claims/<slug:claim_id>/units/", negotiating.change, name="change-claim"),
    path("my/claims/<slug:claim_id>/proposal/", negotiating.answer, name="answer-proposal"),
    path("my/needs/<str:number>/offers/", views.offers, name="offers"),
    path("my/needs/<str:number>/offers/<slug:claim_id>/propose/", negotiating.propose, name="propose"),
    path("my/needs/<str:number>/offers/<slug:claim_id>/undo/", negotiating.undo, name="undo-choice"),
]
