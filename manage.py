#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

# They serve others: whoever comes through them enters a wall of their own.
SERVING = {"qcluster", "runserver"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidan.settings")
    from sidan.core import walls

    if SERVING & set(sys.argv[1:2]):
        execute_from_command_line(sys.argv)
    else:
        with walls.everything("a command of whoever keeps the site"):
            execute_from_command_line(sys.argv)
