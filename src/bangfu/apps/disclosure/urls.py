"""Addresses of the page that verifies."""

from django.urls import path

from bangfu.apps.disclosure import views

app_name = "disclosure"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/verifier.py", views.verifier, name="verifier"),
    path("verify/<path:number>.json", views.proofs, name="proofs"),
    path("verify/<int:position>.tlog-proof", views.receipt, name="receipt"),
    path("verify/<int:position>.entry", views.entry, name="entry"),
]
