"""Addresses of goods."""

from django.urls import path

from bangfu.apps.goods import views, views_acts, views_public

app_name = "goods"
urlpatterns = [
    path("goods/", views_public.lots, name="list"),
    path("goods.json", views_public.lots_json, name="list-json"),
    path("goods/<str:number>/", views_public.one, name="one"),
    path("goods/<str:number>.json", views_public.one_json, name="one-json"),
    path("my/goods/", views.mine, name="mine"),
    path("my/goods/new/", views.new, name="new"),
    path("my/goods/send/", views.send, name="send"),
    path("my/goods/trips/<slug:trip>/", views.trip, name="trip"),
    path("my/goods/lines/<int:line>/settle/", views_acts.settle, name="settle"),
    path("my/goods/disposals/<slug:disposal>/", views_acts.decide, name="decide"),
    path("my/goods/bookings/<slug:booking>/", views_acts.approve_use, name="approve-use"),
    path("my/goods/<str:number>/", views.lot, name="lot"),
    path("my/goods/<str:number>/dispose/", views_acts.dispose, name="dispose"),
    path("my/goods/<str:number>/donor/", views_acts.show_donor, name="show-donor"),
    path("my/goods/<str:number>/book/", views_acts.book, name="book"),
    path("my/goods/<str:number>/use/", views_acts.book_use, name="book-use"),
    path("my/arrivals/", views.arrivals, name="arrivals"),
    path("my/arrivals/<slug:trip>/", views.arrival, name="arrival"),
    path("desk/goods/", views.desk, name="desk"),
]
