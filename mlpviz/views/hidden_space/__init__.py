"""Draws the spaces of the layers: every layer small, one large, and what is known about it."""
