from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sidan.desk"
    label = "desk"
