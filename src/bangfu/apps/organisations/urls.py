"""Addresses of the registry, its desk, one's own organisation and the contact book."""

from django.urls import path

from bangfu.apps.organisations.views import contacts, desk, own, public

app_name = "organisations"
# The same two pages for the bureau and for an organisation's own people: another right, another way back.
DESK = {"permission": "organisations.change", "back": "desk-profile"}
OWN = {"permission": "organisations.propose", "back": "own"}
urlpatterns = [
    path("orgs/", public.organisations, name="list"),
    path("orgs.json", public.organisations_json, name="list-json"),
    path("orgs.csv", public.organisations_csv, name="list-csv"),
    path("orgs.xlsx", public.organisations_xlsx, name="list-xlsx"),
    path("orgs/<str:number>.json", public.organisation_json, name="detail-json"),
    path("orgs/<str:number>/", public.organisation, name="detail"),
    path("desk/orgs/", desk.to_verify, name="desk"),
    path("desk/orgs/recheck/", desk.to_recheck, name="desk-recheck"),
    path("desk/orgs/proposals/", desk.proposals, name="desk-proposals"),
    path("desk/orgs/proposals/<int:proposal>/", desk.decide, name="desk-decide"),
    path("desk/orgs/duplicates/", desk.duplicates, name="desk-duplicates"),
    path("desk/orgs/duplicates/<int:pair>/", desk.judge, name="desk-judge"),
    path("desk/orgs/all/", desk.registry, name="desk-registry"),
    path("desk/orgs/new/", desk.new, name="desk-new"),
    path("desk/orgs/<str:number>/", desk.profile, name="desk-profile"),
    path("desk/orgs/<str:number>/edit/", desk.edit, name="desk-edit"),
    path("desk/orgs/<str:number>/status/", desk.credit_status, name="desk-status"),
    path("desk/orgs/<str:number>/capacity/", desk.capacity, DESK, name="desk-capacity"),
    path("desk/orgs/<str:number>/hand-over/", desk.hand_over, DESK, name="desk-hand-over"),
    path("desk/orgs/<str:number>/members/", desk.membership, name="desk-members"),
    path("desk/orgs/<str:number>/undo-merge/", desk.undo_merge, name="desk-undo-merge"),
    path("desk/orgs/<str:number>/step/<slug:name>/", desk.step, name="desk-step"),
    path("my/org/", own.mine, name="mine"),
    path("my/org/proposals/<int:proposal>/withdraw/", own.withdraw, name="own-withdraw"),
    path("my/org/<str:number>/", own.own, name="own"),
    path("my/org/<str:number>/propose/", own.propose, name="own-propose"),
    path("my/org/<str:number>/capacity/", desk.capacity, OWN, name="own-capacity"),
    path("my/org/<str:number>/hand-over/", desk.hand_over, OWN, name="own-hand-over"),
    path("desk/contacts/", contacts.contacts, name="contacts"),
    path("desk/contacts/new/", contacts.new_contact, name="contact-new"),
    path("desk/contacts/<int:office>/", contacts.contact, name="contact"),
    path("desk/contacts/<int:office>/close/", contacts.close_contact, name="contact-close"),
]
