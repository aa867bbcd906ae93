"""Addresses of questions."""

from django.urls import path

from bangfu.apps.supervision import views, views_complaints

app_name = "supervision"
urlpatterns = [
    path("ask/<slug:kind>/<str:number>/", views.ask, name="ask"),
    path("asked/", views.asked, name="asked"),
    path("asked/<slug:code>/", views.followed, name="followed"),
    path("my/questions/", views.mine, name="mine"),
    path("my/questions/<slug:inquiry>/", views.inquiry, name="inquiry"),
    path("my/questions/<slug:inquiry>/answer/", views.answer, name="answer"),
    path("my/questions/<slug:inquiry>/close/", views.close, name="close"),
    path("my/questions/<slug:inquiry>/release/", views.release, name="release"),
    path("my/questions/<slug:inquiry>/take-back/", views.take_back, name="take-back"),
    path("desk/supervise/", views.desk, name="desk"),
    path("supervise/", views_complaints.complain, name="complain"),
    path("supervise/answers/", views_complaints.replies, name="replies"),
    path("supervise/answers.json", views_complaints.replies_json, name="replies-json"),
    path("supervise/<slug:code>/", views_complaints.complained, name="complained"),
    path("supervise/<slug:code>/again/", views_complaints.reopen, name="reopen"),
    path("desk/complaints/", views_complaints.complaints, name="complaints"),
    path("desk/complaints/<slug:complaint>/", views_complaints.complaint, name="complaint"),
    path("desk/complaints/<slug:complaint>/draft/", views_complaints.draft, name="draft"),
    path("desk/complaints/<slug:complaint>/release/", views_complaints.release_reply, name="release-reply"),
    path("desk/complaints/<slug:complaint>/send-back/", views_complaints.send_back, name="send-back"),
]
