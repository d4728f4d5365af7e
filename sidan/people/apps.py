from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sidan.people"
    label = "people"
