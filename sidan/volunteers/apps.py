from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "sidan.volunteers"
    label = "volunteers"
