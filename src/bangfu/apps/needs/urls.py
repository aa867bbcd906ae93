"""Addresses of needs: twins beside the public pages (which `web` composes), and the desk."""

from django.urls import path

from bangfu.apps.needs import views

app_name = "needs"
urlpatterns = [
    path("needs.json", views.list_json, name="list-json"),
    path("needs.csv", views.list_csv, name="list-csv"),
    path("needs.xlsx", views.list_xlsx, name="list-xlsx"),
    path("needs/<str:number>.json", views.detail_json, name="detail-json"),
    path("desk/verify/", views.desk, name="desk"),
    path("my/needs/new/", views.new, name="new"),
    path("my/needs/suggest/", views.suggest, name="suggest"),
    path("desk/needs/<str:number>/", views.work, name="work"),
    path("desk/needs/<str:number>/edit/", views.edit, name="edit"),
    path("desk/needs/<str:number>/attach/", views.attach, name="attach"),
    path("desk/needs/<str:number>/<slug:name>/", views.step, name="step"),
]
