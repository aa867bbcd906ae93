"""The root of all addresses. Chinese has no prefix; English lives under ``/en/``."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from bangfu.config.api import api

urlpatterns = [
    path("", include("bangfu.web.plain_urls")),
    path("api/v1/", api.urls),
    path("", include("bangfu.apps.disclosure.urls_files")),
    path("", include("bangfu.plumbing.files.urls")),
    *i18n_patterns(
        path("accounts/", include("bangfu.web.signin.urls")),
        path("", include("bangfu.apps.people.urls")),
        path("", include("bangfu.apps.followups.urls")),
        path("", include("bangfu.apps.disclosure.urls")),
        path("", include("bangfu.apps.notices.urls")),
        path("", include("bangfu.apps.organisations.urls")),
        path("", include("bangfu.apps.supervision.urls")),
        path("", include("bangfu.apps.occasions.urls")),
        path("", include("bangfu.apps.volunteers.urls")),
        path("", include("bangfu.apps.needs.urls")),
        path("", include("bangfu.apps.offers.urls")),
        path("", include("bangfu.apps.goods.urls")),
        path("", include("bangfu.apps.agreements.urls")),
        path("", include("bangfu.apps.exchange.urls")),
        path("", include("bangfu.apps.voices.urls")),
        path("", include("bangfu.apps.partnerships.urls")),
        path("", include("bangfu.apps.giving.urls")),
        path("", include("bangfu.apps.accountability.urls")),
        path("", include("bangfu.apps.projects.urls")),
        path("", include("bangfu.apps.rounds.urls")),
        path("", include("bangfu.apps.insight.urls")),
        path("", include("bangfu.apps.push.urls")),
        path("", include("bangfu.web.urls")),
        path("", include("bangfu.apps.regions.urls")),
        path("", include("bangfu.apps.programmes.urls")),
        path("", include("bangfu.plumbing.offline.urls")),
        path("", include("bangfu.plumbing.runs.urls")),
        path("", include("bangfu.plumbing.imports.urls")),
        path("", include("bangfu.plumbing.ui.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "bangfu.web.views.errors.bad_request"
handler403 = "bangfu.web.views.errors.denied"
handler404 = "bangfu.web.views.errors.not_found"
handler500 = "bangfu.web.views.errors.broken"
