from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "sidan.orders"
    label = "orders"
