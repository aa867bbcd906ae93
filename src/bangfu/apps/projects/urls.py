"""Addresses of projects."""

from django.urls import path

from bangfu.apps.projects.views import deliveries, own, public

app_name = "projects"
urlpatterns = [
    path("projects/", public.projects, name="list"),
    path("projects.json", public.list_json, name="list-json"),
    path("projects.csv", public.list_csv, name="list-csv"),
    path("projects/<str:number>/", public.project, name="detail"),
    path("projects/<str:number>.json", public.project_json, name="detail-json"),
    path("my/projects/", own.mine, name="mine"),
    path("my/projects/<str:number>/", own.work, name="work"),
    path("my/projects/<str:number>/begin/", own.begin, name="begin"),
    path("my/projects/<str:number>/deliver/", deliveries.deliver, name="deliver"),
    path("my/deliveries/<slug:delivery_id>/", deliveries.delivery, name="delivery"),
    path("my/deliveries/<slug:delivery_id>/accept/", deliveries.accept, name="accept"),
    path("my/deliveries/<slug:delivery_id>/correct/", deliveries.correct, name="correct"),
    path("my/deliveries/<slug:delivery_id>/take-back/", deliveries.take_back, name="take-back"),
]
