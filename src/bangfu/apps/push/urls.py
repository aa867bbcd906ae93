"""Addresses of pushes and of what people ask to hear of."""

from django.urls import path

from bangfu.apps.push import views, views_own

app_name = "push"
urlpatterns = [
    path("desk/push/", views.pushes, name="list"),
    path("desk/push/new/", views.new, name="new"),
    path("desk/push/<slug:push>/", views.detail, name="detail"),
    path("desk/push/<slug:push>/step/", views.step, name="step"),
    path("desk/push/<slug:push>/rows/", views.rows, name="rows"),
    path("my/relay/<str:number>/", views_own.relay, name="relay"),
    path("my/push/<slug:push>/", views_own.received, name="received"),
    path("subscribe/", views_own.subscribe, name="subscribe"),
    path("subscribe/<slug:subscription>/end/", views_own.unsubscribe, name="unsubscribe"),
]
