"""Addresses of campaigns."""

from django.urls import path

from bangfu.apps.giving import views, views_desk

app_name = "giving"
urlpatterns = [
    path("give/", views.listed, name="list"),
    path("give.json", views.list_json, name="list-json"),
    path("give.csv", views.list_csv, name="list-csv"),
    path("give/checklist/", views.checklist, name="checklist"),
    path("give/<str:number>.json", views.one_json, name="one-json"),
    path("give/<str:number>/", views.one, name="one"),
    path("give/<str:number>/poster/", views.poster, name="one-poster"),
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
