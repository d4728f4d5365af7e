from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "sidan.programmes"
    label = "programmes"
