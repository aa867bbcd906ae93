"""Addresses of the open books and of corrections."""

from django.urls import path

from bangfu.apps.accountability import views, views_desk

app_name = "accountability"
urlpatterns = [
    path("open/", views.opened, name="open"),
    path("open/funds.json", views.opened_json, name="open-json"),
    path("open/ledger/", views.ledger, name="ledger"),
    path("open/ledger.json", views.ledger_json, name="ledger-json"),
    path("open/ledger.csv", views.ledger_csv, name="ledger-csv"),
    path("open/proof.zip", views.bundle, name="bundle"),
    path("open/funds/<int:fund>/", views.fund, name="fund"),
    path("open/funds/<int:fund>.json", views.fund_json, name="fund-json"),
    path("open/vouchers/<str:organisation>/<str:ym>/<int:no>/", views.voucher, name="voucher"),
    path("open/vouchers/<str:organisation>/<str:ym>/<int:no>.json", views.voucher_json, name="voucher-json"),
    path("open/corrections/", views.corrections, name="corrections"),
    path("open/corrections.json", views.corrections_json, name="corrections-json"),
    path("desk/corrections/", views_desk.desk, name="desk"),
    path("desk/corrections/new/", views_desk.draft, name="draft"),
    path("desk/corrections/<slug:correction>/", views_desk.correction, name="correction"),
    path("desk/corrections/<slug:correction>/confirm/", views_desk.confirm, name="confirm"),
    path("desk/corrections/<slug:correction>/back/", views_desk.send_back, name="send-back"),
]
