"""The colours of one theme, and how a value becomes a colour or a line width."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QColor

from mlpviz import resource
from mlpviz.views.look.colors import channels

Floats = NDArray[np.float64]
Kind = Literal["forward", "backward", "surface"]


@cache
def tokens() -> dict[str, Any]:
    """The design tokens, read once."""
    found: dict[str, Any] = json.loads(resource.path("tokens.json").read_text(encoding="utf-8"))
    return found


def themes() -> tuple[str, ...]:
    """The names of the themes: "light", "dark" and "contrast"."""
    return tuple(tokens()["themes"])


class Palette:
    """Every colour of one theme; immutable, one instance a name (see `palette`)."""

    def __init__(self, name: str) -> None:
        entry = tokens()["themes"][name]
        base = entry.get("base", name)
        theme: Mapping[str, Any] = tokens()["themes"][base]
        replaced = entry.get("replace", {})
        self.name: str = name
        self.dark: bool = base == "dark"
        self.line_factor: float = float(entry.get("line_factor", 1.0))
        plain = {token: value["value"] for token, value in theme.items() if _is_color(value)}
        self._colors = {token: QColor(plain[replaced.get(token, token)]) for token in plain}
        self._code = {token: QColor(value) for token, value in theme["code"].items()}
        self._classes = theme["classes"]
        self._ramp = theme["layer_ramp"]
        self._softness = float(theme["surface_max_saturation"])
        self._positions = np.array(theme["diverging"]["positions"])
        self._stops = {kind: _stops(theme["diverging"][kind]) for kind in ("forward", "backward")}
        self._places: list[float] = self._positions.tolist()
        self._shades: dict[str, list[list[float]]] = {kind: stops.tolist() for kind, stops in self._stops.items()}
        self._luts: dict[tuple[str, int], NDArray[np.uint8]] = {}

    def color(self, token: str) -> QColor:
        """The colour called `token` ("win", "t1", "hl", …); raises KeyError for a name the theme does not have."""
        return QColor(self._colors[token])

    def code_color(self, token: str) -> QColor:
        """The colour of a kind of source text: keyword, definition, number, self, operator or text."""
        return QColor(self._code[token])

    def tokens(self) -> tuple[str, ...]:
        """The names that `color` knows."""
        return tuple(self._colors)

    def forward(self, share: float) -> QColor:
        """Colour of what flows forward, from −1 (orange) over 0 (background) to 1 (blue)."""
        return self.shade("forward", share)

    def backward(self, share: float) -> QColor:
        """Colour of what flows backward, from −1 (green) over 0 (background) to 1 (magenta)."""
        return self.shade("backward", share)

    def shade(self, kind: str, share: float) -> QColor:
        """The colour at −1…1 on the "forward" or "backward" map."""
        # In plain Python: a picture asks for hundreds of single colours, and NumPy takes ten times as long for one.
        places, stops = self._places, self._shades[kind]
        known = 0.0 if math.isnan(share) else min(max(share, places[0]), places[-1])
        after = min(bisect_right(places, known), len(places) - 1)
        part = (known - places[after - 1]) / (places[after] - places[after - 1])
        sides = zip(stops[after - 1], stops[after], strict=True)
        return QColor(*(round(low + part * (high - low)) for low, high in sides))

    def surface(self, share: float) -> QColor:
        """The forward map softened so that markers stand out on it."""
        return self.shade("forward", float(np.clip(share, -1.0, 1.0)) * self._softness)

    def lut(self, kind: Kind, size: int = 256) -> NDArray[np.uint8]:
        """A lookup table for shares −1…1, shape (size, 4), red green blue alpha, read only."""
        key = (kind, size)
        if key not in self._luts:
            reach = self._softness if kind == "surface" else 1.0
            stops = self._stops["forward" if kind == "surface" else kind]
            table = np.full((size, 4), 255, dtype=np.uint8)
            table[:, :3] = np.rint(self._interpolated(stops, np.linspace(-reach, reach, size)))
            # Over bytes, so that nobody can write into a table that every view shares.
            self._luts[key] = np.frombuffer(table.tobytes(), dtype=np.uint8).reshape(size, 4)
        return self._luts[key]

    def class_color(self, index: int) -> QColor:
        """The colour of class `index`, 0…5."""
        return QColor(self._classes[index]["color"])

    def class_shape(self, index: int) -> str:
        """The marker of class `index`: square, circle, triangle, diamond, plus or star."""
        return str(self._classes[index]["shape"])

    def class_count(self) -> int:
        """How many classes have a colour."""
        return len(self._classes)

    def layer_ramp(self, count: int) -> list[QColor]:
        """One colour a layer, from the first to the last."""
        first, last = _stops([self._ramp["first"], self._ramp["last"]])
        shares = np.linspace(0.0, 1.0, count) if count > 1 else np.ones(count)
        return [_color(first + share * (last - first)) for share in shares]

    def _interpolated(self, stops: Floats, shares: Floats) -> Floats:
        # A value that is not a number has no place on the map; drawn as zero, it is marked elsewhere.
        known = np.clip(np.nan_to_num(shares), self._positions[0], self._positions[-1])
        return np.stack([np.interp(known, self._positions, stops[:, channel]) for channel in range(3)], axis=1)


@cache
def palette(name: str) -> Palette:
    """The one palette of a theme name."""
    return Palette(name)


def share(value: ArrayLike, limit: float) -> Floats:
    """|value| as a share of `limit`, 0…1; 0 where there is no limit or no number."""
    sizes = np.abs(np.asarray(value, dtype=np.float64))
    if not 0.0 < limit < np.inf:
        return np.zeros_like(sizes)
    return np.minimum(np.where(np.isfinite(sizes), sizes, 0.0) / limit, 1.0)


def edge_width(rule: str, value: ArrayLike, limit: float) -> Floats:
    """Width in px of an edge of `value`, the largest being `limit`, by the rule "weight", "gradient" or "update"."""
    numbers = tokens()["lines"][f"edge_{rule}"]
    grown: Floats = numbers["min"] + (numbers["max"] - numbers["min"]) * share(value, limit) ** numbers["exponent"]
    return grown


def casing_width(value: ArrayLike, limit: float) -> Floats:
    """Width in px of the casing on each side of an edge of gradient `value`; 0 where too thin to see."""
    rule = tokens()["lines"]["casing_each_side"]
    width: Floats = rule["max"] * share(value, limit) ** rule["exponent"]
    return np.where(width < rule["hidden_below"], 0.0, width)


def color_share(value: ArrayLike, limit: float) -> Floats:
    """Place of an edge's value on its diverging map: no edge so faint that it vanishes."""
    return _place(tokens()["lines"]["color_position"], value, limit)


def casing_share(value: ArrayLike, limit: float) -> Floats:
    """Place of a casing's gradient on the backward map."""
    return _place(tokens()["lines"]["color_position"]["casing_numbers"], value, limit)


def _place(rule: Mapping[str, float], value: ArrayLike, limit: float) -> Floats:
    numbers = np.asarray(value, dtype=np.float64)
    signs = np.sign(np.where(np.isnan(numbers), 0.0, numbers))
    placed: Floats = signs * (rule["start"] + rule["span"] * share(value, limit) ** rule["exponent"])
    return placed


def _is_color(value: object) -> bool:
    return isinstance(value, dict) and "value" in value


def _stops(names: list[str]) -> Floats:
    return np.array([channels(QColor(name)) for name in names])


def _color(given: Floats) -> QColor:
    return QColor(*(round(float(channel)) for channel in given))
