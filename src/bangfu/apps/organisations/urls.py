"""Addresses of the registry, its desk, one's own organisation and the contact book."""

from django.urls import path

from bangfu.apps.organisations.views import public

app_name = "organisations"
urlpatterns = [
    path("orgs/", public.organisations, name="list"),
    path("orgs.json", public.organisations_json, name="list-json"),
    path("orgs.csv", public.organisations_csv, name="list-csv"),
    path("orgs.xlsx", public.organisations_xlsx, name="list-xlsx"),
    path("orgs/<str:number>.json", public.organisation_json, name="detail-json"),
    path("orgs/<str:number>/", public.organisation, name="detail"),
]
