from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "sidan.notices"
    label = "notices"
