"""Addresses of projects."""

from django.urls import path

from bangfu.apps.projects.views import deliveries, desk, own, public, running

app_name = "projects"
urlpatterns = [
    path("projects/", public.projects, name="list"),
    path("projects.json", public.list_json, name="list-json"),
    path("projects.csv", public.list_csv, name="list-csv"),
    path("projects/<str:number>/", public.project, name="detail"),
    path("projects/<str:number>.json", public.project_json, name="detail-json"),
    path("desk/projects/", desk.projects, name="desk"),
    path("desk/projects.csv", desk.projects_csv, name="desk-csv"),
    path("my/projects/", own.mine, name="mine"),
    path("my/projects/<str:number>/", own.work, name="work"),
    path("my/projects/<str:number>/begin/", own.begin, name="begin"),
    path("my/projects/<str:number>/deliver/", deliveries.deliver, name="deliver"),
    path("my/projects/<str:number>/progress/", running.progress, name="progress"),
    path("my/projects/<str:number>/plan/", running.plan, name="plan"),
    path("my/projects/<str:number>/change/", running.change, name="change"),
    path("my/projects/<str:number>/change/<int:change>/", running.decide, name="decide"),
    path("my/projects/<str:number>/end/", running.end, name="end"),
    path("my/projects/<str:number>/mend/", running.mend, name="mend"),
    path("my/projects/<str:number>/evaluate/<slug:side>/", running.evaluate, name="evaluate"),
    path("my/projects/<str:number>/readings/<int:reading>/<slug:step>/", running.review, name="review"),
    path("my/projects/<str:number>/photos/<slug:file>/<slug:step>/", running.photo, name="photo"),
    path("my/deliveries/<slug:delivery_id>/", deliveries.delivery, name="delivery"),
    path("my/deliveries/<slug:delivery_id>/accept/", deliveries.accept, name="accept"),
    path("my/deliveries/<slug:delivery_id>/correct/", deliveries.correct, name="correct"),
    path("my/deliveries/<slug:delivery_id>/take-back/", deliveries.take_back, name="take-back"),
]
