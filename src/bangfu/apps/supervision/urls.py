"""Addresses of questions."""

from django.urls import path

from bangfu.apps.supervision import views

app_name = "supervision"
urlpatterns = [
    path("ask/<slug:kind>/<str:number>/", views.ask, name="ask"),
    path("asked/", views.asked, name="asked"),
    path("asked/<slug:code>/", views.followed, name="followed"),
    path("my/questions/", views.mine, name="mine"),
    path("my/questions/<slug:inquiry>/", views.inquiry, name="inquiry"),
    path("my/questions/<slug:inquiry>/answer/", views.answer, name="answer"),
    path("my/questions/<slug:inquiry>/close/", views.close, name="close"),
    path("my/questions/<slug:inquiry>/release/", views.release, name="release"),
    path("my/questions/<slug:inquiry>/take-back/", views.take_back, name="take-back"),
    path("desk/supervise/", views.desk, name="desk"),
]
