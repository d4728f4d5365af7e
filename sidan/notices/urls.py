from django.urls import path

from sidan.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.inbox, name="inbox"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/settings/", views.settings, name="settings"),
    path("notices/settings/test/", views.send_test, name="send_test"),
    path("notices/<slug:public_id>/", views.open_notice, name="open"),
]
