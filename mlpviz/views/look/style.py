"""The application's stylesheet, written from the design tokens."""

from __future__ import annotations

import struct
from functools import cache
from string import Template

from PySide6.QtCore import qRegisterResourceData

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


_kept: dict[str, tuple[bytes, bytes, bytes]] = {}
"""The icons that Qt was given; it reads them where they lie, so they stay for as long as the program."""


def tinted_icon(name: str, color: str) -> str:
    """A name under which stylesheets find icon `name` drawn in `color` ("#RRGGBB"); they cannot colour a picture.

    The picture lies in memory, as one of Qt's resources, so that no file is left behind whatever ends the program.
    """
    file = f"mlpviz-{name}-{color.lstrip('#')}.svg"
    if file not in _kept:
        text = resource.path(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", color).encode()
        directory, plain, english = 2, 0, 1
        tree = struct.pack(">IHII", 0, directory, 1, 1) + struct.pack(">IHHHI", 0, plain, 0, english, 0)
        names = struct.pack(">HI", len(file), _resource_hash(file)) + file.encode("utf-16-be")
        _kept[file] = tree, names, struct.pack(">I", len(text)) + text
        qRegisterResourceData(1, *_kept[file])
    return f":/{file}"


def _resource_hash(name: str) -> int:
    """By which Qt finds a resource: what `qt_hash` makes of its name."""
    made = 0
    for letter in name:
        made = (made << 4) + ord(letter)
        made = (made ^ (made & 0xF0000000) >> 23) & 0x0FFFFFFF
    return made


def sheet(theme: Measures) -> str:
    """The stylesheet of the whole application for the palette and text size that `theme` has now."""
    colors = {token: theme.palette.color(token).name() for token in theme.palette.tokens()}
    icons = {name: tinted_icon(icon, colors[token]) for name, (icon, token) in _ICONS.items()}
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
