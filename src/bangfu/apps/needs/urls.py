"""Addresses of needs: twins beside the public pages (which `web` composes), and the desk."""

from django.urls import path

from bangfu.apps.needs import views, views_desk, views_life, views_pages, views_photos, views_screening, views_survey

app_name = "needs"
urlpatterns = [
    path("needs.json", views.list_json, name="list-json"),
    path("needs.csv", views.list_csv, name="list-csv"),
    path("needs.xlsx", views.list_xlsx, name="list-xlsx"),
    path("needs/<str:number>.json", views.detail_json, name="detail-json"),
    path("desk/verify/", views_desk.desk, name="desk"),
    path("desk/screening/", views_screening.screening, name="screening"),
    path("my/needs/new/", views_pages.page, name="new"),
    path("my/needs/new/all/", views_desk.new, name="new-all"),
    path("my/needs/new/<slug:step>/", views_pages.page, name="page"),
    path("my/needs/new/<slug:step>/keep/", views_pages.keep, name="keep"),
    path("my/needs/sent/<str:number>/", views_pages.sent, name="sent"),
    path("my/needs/suggest/", views_desk.suggest, name="suggest"),
    path("my/survey/", views_survey.survey, name="survey"),
    path("my/survey/<str:number>/", views_survey.survey_again, name="survey-again"),
    path("my/onsite/", views_survey.onsite, name="onsite"),
    path("my/onsite/<str:number>/", views_survey.onsite_one, name="onsite-one"),
    path("desk/needs/<str:number>/", views_desk.work, name="work"),
    path("desk/needs/<str:number>/edit/", views_desk.edit, name="edit"),
    path("desk/needs/<str:number>/attach/", views_desk.attach, name="attach"),
    path("desk/needs/<str:number>/photos/<slug:file>/show/", views_photos.release, name="release-photo"),
    path("desk/needs/<str:number>/photos/<slug:file>/hide/", views_photos.hide, name="hide-photo"),
    path("desk/needs/<str:number>/life/", views_life.life, name="life"),
    path("desk/needs/<str:number>/life/<slug:name>/", views_life.act, name="life-step"),
    path("desk/needs/<str:number>/<slug:name>/", views_desk.step, name="step"),
]
