"""Measured figures: one command each, `make bench NAME=…`."""
