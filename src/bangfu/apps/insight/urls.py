"""Addresses of figures and the rows behind them."""

from django.urls import path

from bangfu.apps.insight import views

app_name = "insight"
urlpatterns = [
    path("desk/figures/rows/", views.rows, name="rows"),
    path("desk/figures/rows.csv", views.rows_csv, name="rows-csv"),
    path("desk/figures/", views.rate, name="rate"),
]
