"""Widgets that draw records and ask for changes; they compute nothing about networks."""
