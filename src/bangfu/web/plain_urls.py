"""Addresses without a language: liveness and the like."""

from django.urls import path

from bangfu.web.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path(".well-known/security.txt", health.security_txt, name="security-txt"),
]
