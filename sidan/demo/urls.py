from django.urls import path

from sidan.demo import views

app_name = "demo"
urlpatterns = [path("demo/sign-in/<slug:who>/", views.sign_in, name="sign_in")]
