"""The one address of files."""

from django.urls import path

from bangfu.plumbing.files import views

app_name = "files"
urlpatterns = [path("files/<slug:file_id>", views.download, name="download")]
