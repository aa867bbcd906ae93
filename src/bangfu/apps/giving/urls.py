"""Addresses of campaigns."""

from django.urls import path

from bangfu.apps.giving import views, views_desk, views_gifts, views_paying

app_name = "giving"
urlpatterns = [
    path("give/", views.listed, name="list"),
    path("give.json", views.list_json, name="list-json"),
    path("give.csv", views.list_csv, name="list-csv"),
    path("give/checklist/", views.checklist, name="checklist"),
    path("give/<str:number>.json", views.one_json, name="one-json"),
    path("give/<str:number>/", views.one, name="one"),
    path("give/<str:number>/poster/", views.poster, name="one-poster"),
    path("give/<str:number>/demo/", views_paying.demo, name="demo"),
    path("demo-pay/<slug:order>/", views_paying.demo_pay, name="demo-pay"),
    path("payments/notify/<slug:provider>/", views_paying.notify, name="notify"),
    path("gifts/find/", views_gifts.find, name="find"),
    path("gifts/<slug:number>/", views_gifts.gift, name="gift"),
    path("trace/<slug:number>/", views_gifts.trace, name="trace"),
    path("trace/<slug:number>.json", views_gifts.trace_json, name="trace-json"),
    path("my/gifts/", views_gifts.gifts, name="gifts"),
    path("my/gifts/doubts/", views_gifts.doubts, name="doubts"),
    path("my/gifts/doubts/<slug:doubt>/", views_gifts.settle, name="settle"),
    path("my/gifts/refunds/<int:refund>/", views_gifts.approve_refund, name="approve-refund"),
    path("my/gifts/<slug:number>/refund/", views_gifts.ask_refund, name="ask-refund"),
    path("my/campaigns/", views_desk.mine, name="mine"),
    path("my/campaigns/new/", views_desk.new, name="new"),
    path("my/campaigns/<str:number>/", views_desk.edit, name="edit"),
    path("my/campaigns/<str:number>/submit/", views_desk.submit, name="submit"),
    path("my/campaigns/<str:number>/end/", views_desk.end, name="end"),
    path("my/campaigns/<str:number>/pledge/", views_desk.pledge, name="pledge"),
    path("desk/campaigns/", views_desk.desk, name="desk"),
    path("desk/campaigns/<str:number>/", views_desk.check, name="check"),
    path("desk/campaigns/<str:number>/publish/", views_desk.publish, name="publish"),
    path("desk/campaigns/<str:number>/return/", views_desk.give_back, name="return"),
]
