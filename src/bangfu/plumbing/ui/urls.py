"""Pages of the design system; included by the root under the language prefixes."""

from django.urls import path

from bangfu.plumbing.ui import views

app_name = "ui"
urlpatterns = [
    path("mode/", views.switch_mode, name="mode"),
    path("dev/ui/", views.gallery, name="gallery"),
]
