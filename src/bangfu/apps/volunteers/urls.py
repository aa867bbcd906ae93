"""Addresses of hours and samples."""

from django.urls import path

from bangfu.apps.volunteers import views, views_certificates, views_desk

app_name = "volunteers"
urlpatterns = [
    path("my/hours/", views.mine, name="mine"),
    path("my/hours/profile/", views.profile, name="profile"),
    path("my/hours/confirm/", views.confirm, name="confirm"),
    path("my/hours/certificates/", views_certificates.certificates, name="certificates"),
    path("my/hours/certificates/<slug:certificate>/", views_certificates.certificate, name="certificate"),
    path(
        "my/hours/certificates/<slug:certificate>/certificate.pdf",
        views_certificates.certificate_pdf,
        name="certificate-pdf",
    ),
    path("certificates/", views_certificates.verify_any, name="verify-any"),
    path("certificates/<slug:certificate>/", views_certificates.verify, name="verify"),
    path("desk/hours/", views_desk.desk, name="desk"),
    path("desk/samples/", views_desk.samples, name="samples"),
    path("desk/samples/<slug:sample>/", views_desk.sample, name="sample"),
]
