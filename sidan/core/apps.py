from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "sidan.core"
    label = "core"

    def ready(self) -> None:
        from sidan.core import checks, walls_checks  # noqa: PLC0415, F401  # they register themselves; need the settings

        # Each app says in its own `walls.py` whose its rows are. All models are there by now.
        autodiscover_modules("walls")
