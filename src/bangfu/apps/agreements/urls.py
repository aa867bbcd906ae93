"""Addresses of agreements and their templates."""

from django.urls import path

from bangfu.apps.agreements import views

app_name = "agreements"
urlpatterns = [
    path("my/agreements/<slug:agreement>/", views.agreement, name="agreement"),
    path("my/agreements/<slug:agreement>/agreement.docx", views.word, name="word"),
    path("my/agreements/<slug:agreement>/agreement.pdf", views.pdf, name="pdf"),
    path("desk/templates/", views.templates, name="templates"),
    path("desk/templates/<slug:kind>/", views.template, name="template"),
    path("desk/templates/<slug:kind>/preview.docx", views.preview_word, name="preview-word"),
    path("desk/templates/<slug:kind>/preview.pdf", views.preview_pdf, name="preview-pdf"),
]
