"""Addresses of suggestions, ideas and wishes."""

from django.urls import path

from bangfu.apps.voices import views, views_desk, views_wishes

app_name = "voices"
urlpatterns = [
    path("suggest/", views.choose_place, name="choose-place"),
    path("suggest/followed/", views.find, name="find"),
    path("suggest/followed/<slug:code>/", views.followed, name="followed"),
    path("suggest/<slug:place>/", views.suggest, name="suggest"),
    path("suggest/<slug:place>/poster/", views.poster, name="poster"),
    path("suggest/<slug:place>/poster.svg", views.poster_svg, name="poster-svg"),
    path("my/voices/", views_desk.inbox, name="inbox"),
    path("my/voices/<slug:suggestion>/", views_desk.suggestion, name="suggestion"),
    path("my/voices/<slug:suggestion>/draft/", views_desk.draft, name="draft"),
    path("my/voices/<slug:suggestion>/merge/", views_desk.merge, name="merge"),
    path("my/voices/<slug:suggestion>/answer/", views_desk.answer, name="answer"),
    path("my/ideas/", views_desk.ideas, name="ideas"),
    path("my/ideas/new/", views_desk.propose, name="propose"),
    path("my/ideas/<slug:suggestion>/", views_desk.idea, name="idea"),
    path("my/wishes/", views_wishes.wishes, name="wishes"),
    path("my/wishes/new/", views_wishes.enter, name="enter-wish"),
    path("my/wishes/group/", views_wishes.group_wishes, name="group-wishes"),
    path("my/wishes/figures/", views_wishes.figures, name="figures"),
    path("my/wishes/<slug:wish>/", views_wishes.wish, name="wish"),
    path("my/wishes/<slug:wish>/open/", views_wishes.open_wish, name="open-wish"),
    path("my/wishes/<slug:wish>/end/", views_wishes.end, name="end-wish"),
]
