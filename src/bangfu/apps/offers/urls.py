"""Addresses of the room."""

from django.urls import path

from bangfu.apps.offers.views import desk, orders, public

app_name = "offers"
urlpatterns = [
    path("offers/", public.explorer, name="list"),
    path("offers.json", public.list_json, name="list-json"),
    path("offers.csv", public.list_csv, name="list-csv"),
    path("offers/<str:number>.json", public.detail_json, name="detail-json"),
    path("offers/<str:number>/", public.detail, name="detail"),
    path("offers/<str:number>/order/", orders.order, name="order"),
    path("my/offers/", desk.own, name="own"),
    path("my/offers/new/", desk.new, name="new"),
    path("my/offers/<str:number>/edit/", desk.edit, name="edit"),
    path("my/orders/", orders.orders, name="orders"),
    path("my/orders/<slug:order_id>/", orders.order_page, name="order-page"),
    path("my/orders/<slug:order_id>/<slug:name>/", orders.order_step, name="order-step"),
    path("desk/offers/", desk.desk, name="desk"),
    path("desk/offers/<str:number>/", desk.work, name="work"),
    path("desk/offers/<str:number>/<slug:name>/", desk.step, name="step"),
]
