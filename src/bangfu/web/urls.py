"""Addresses of the composed pages."""

from django.urls import path

from bangfu.web.views import audit, demo, guidance, home, homes, needs, search, settings

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("needs/", needs.needs_list, name="needs"),
    path("needs/map/", needs.needs_map, name="needs-map"),
    path("needs/<str:number>/", needs.need, name="need"),
    path("help/", guidance.usage, name="help"),
    path("accessibility/", guidance.accessibility, name="accessibility"),
    path("demo/", demo.roles, name="demo"),
    path("demo/<str:role>/", demo.sign_in, name="demo-sign-in"),
    path("my/", homes.my, name="my"),
    path("my/todo/", homes.todo, name="todo"),
    path("desk/", homes.desk, name="desk"),
    path("desk/audit/", audit.audit, name="audit"),
    path("my/settings/", settings.settings, name="settings"),
    path("my/settings/preferences/", settings.preferences, name="preferences"),
    path("my/settings/contact/", settings.contact, name="contact"),
    path("my/settings/sessions/", settings.end_sessions, name="end-sessions"),
    path("my/settings/tokens/", settings.make_token, name="make-token"),
    path("my/settings/tokens/<int:token>/", settings.end_token, name="end-token"),
]
