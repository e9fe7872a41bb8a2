"""The application's stylesheet, written from the design tokens."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from mlpviz import resource
from mlpviz.views.look.measures import Measures

_ICONS = {
    "chevron": ("chevron-down", "t3"),
    "chevron_up": ("chevron-up", "t3"),
    "chevron_right": ("chevron-right", "t3"),
    "tick": ("check", "onink"),
    "menu_tick": ("check", "t1"),
    "cross": ("close", "t2"),
}


class TintedIcons:
    """Icons as files in the colours of a theme, because a stylesheet can name a picture but not colour it."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="mlpviz-icons-")
        self._written: dict[tuple[str, str], str] = {}

    def file(self, name: str, color: str) -> str:
        """Path of icon `name` drawn in `color` ("#RRGGBB"), with forward slashes as stylesheets want."""
        key = (name, color)
        if key not in self._written:
            text = resource.path(f"icons/{name}.svg").read_text(encoding="utf-8")
            target = Path(self._folder.name, f"{name}-{color.lstrip('#')}.svg")
            target.write_text(text.replace("currentColor", color), encoding="utf-8")
            self._written[key] = target.as_posix()
        return self._written[key]


@cache
def tinted_icons() -> TintedIcons:
    """The one folder of coloured icons; it stays for as long as the program, as the application's stylesheet does."""
    return TintedIcons()


def sheet(theme: Measures) -> str:
    """The stylesheet of the whole application for the palette and text size that `theme` has now."""
    colors = {token: theme.palette.color(token).name() for token in theme.palette.tokens()}
    icons = {name: tinted_icons().file(icon, colors[token]) for name, (icon, token) in _ICONS.items()}
    texts = {f"px_{role}": theme.text_px(role) for role in ("xs", "s", "m", "body", "value", "title", "lesson_title")}
    sizes = {
        "radius": theme.radius("control"),
        "radius_small": theme.radius("small"),
        "radius_card": theme.radius("card"),
        "border": max(1, round(theme.line("control"))),
        "control": theme.px("control_height") - 2 * max(1, round(theme.line("control"))),
        "segment": theme.px("field_height") - 4,
        "field": theme.px("field_height") - 2 * max(1, round(theme.line("control"))),
        "primary": theme.px("primary_height") - 2 * max(1, round(theme.line("control"))),
    }
    return _template().substitute(colors | icons | texts | {name: str(value) for name, value in sizes.items()})


@cache
def _template() -> Template:
    return Template(resource.path("style.qss").read_text(encoding="utf-8"))
