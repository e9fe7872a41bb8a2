"""Finds a file in resources/, in a checkout or in an installed package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOTS = (PACKAGE.parent / "resources", PACKAGE / "_resources")
"""Where resources may stand: beside the package in a checkout, inside it once installed."""


def path(name: str) -> Path:
    """The file or folder called `name` ("icons/play.svg"); FileNotFoundError names every place looked at."""
    for root in ROOTS:
        found = root / name
        # A site-packages folder may hold somebody else's "resources", so only one with our tokens counts.
        if found.exists() and (root / "tokens.json").exists():
            return found
    places = " or ".join(str(root) for root in ROOTS)
    raise FileNotFoundError(f"mlpviz misses its resource {name!r}: it is not in {places}. Install mlpviz again.")
