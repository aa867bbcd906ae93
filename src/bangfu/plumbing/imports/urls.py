"""Addresses of imports."""

from django.urls import path

from bangfu.plumbing.imports import views

app_name = "imports"
urlpatterns = [
    path("desk/import/", views.overview, name="list"),
    path("desk/import/upload/", views.upload, name="upload"),
    path("desk/import/template/<slug:kind>.xlsx", views.empty_sheet, name="template"),
    path("desk/import/<slug:batch_id>/", views.preview, name="batch"),
    path("desk/import/<slug:batch_id>/marked.xlsx", views.marked, name="marked"),
    path("desk/import/<slug:batch_id>/mend/", views.mend, name="mend"),
    path("desk/import/<slug:batch_id>/columns/", views.columns, name="columns"),
    path("desk/import/<slug:batch_id>/commit/", views.commit, name="commit"),
    path("desk/import/<slug:batch_id>/drop/", views.drop, name="drop"),
    path("desk/import/<slug:batch_id>/undo/", views.undo, name="undo"),
]
