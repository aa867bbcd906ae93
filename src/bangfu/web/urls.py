"""Addresses of the composed pages."""

from django.urls import path

from bangfu.web.views import demo, home, homes, needs, search

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("needs/", needs.needs_list, name="needs"),
    path("needs/map/", needs.needs_map, name="needs-map"),
    path("needs/<str:number>/", needs.need, name="need"),
    path("demo/", demo.roles, name="demo"),
    path("demo/<str:role>/", demo.sign_in, name="demo-sign-in"),
    path("my/", homes.my, name="my"),
    path("my/todo/", homes.todo, name="todo"),
    path("desk/", homes.desk, name="desk"),
]
