from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sidan.demo"
    label = "demo"
