"""Installs the thirty service items, or those of them that are missing."""

from typing import Any

from django.core.management.base import BaseCommand

from sidan.orders.actions import install_menu
from sidan.orders.models import Item


class Command(BaseCommand):
    help = "Adds the service items of the standard menu that are missing; changes nothing that is there."

    def handle(self, *args: Any, **options: Any) -> None:
        added = install_menu()
        self.stdout.write(f"menu: {added} items added, {Item.objects.count()} in all")
