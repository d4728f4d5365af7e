"""Runs one of our modules inside a street's own Django: `python -m benchmarks._inside _visit`."""

import importlib
import sys

import django

if __name__ == "__main__":
    django.setup()  # models can be imported only after this, so the module is named and imported here
    from sidan.core import walls

    with walls.everything("a benchmark"):
        importlib.import_module(f"benchmarks.{sys.argv[1]}").main()
