"""Qt's SVG of one picture in two themes, as one list of elements with a class for every pair of colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple
from xml.etree import ElementTree

PAINTS = ("fill", "stroke")
STROKED = ("stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "stroke-dashoffset")
USUAL = {
    "stroke-width": "1", "stroke-linecap": "butt", "stroke-linejoin": "miter", "stroke-dashoffset": "0",
    "stroke-dasharray": "none", "font-weight": "400", "font-style": "normal", "opacity": "1",
}  # fmt: skip
"""What need not be said."""
PLACES = {
    "path": ("d",), "rect": ("x", "y", "width", "height", "rx", "ry"), "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"), "line": ("x1", "y1", "x2", "y2"), "polyline": ("points",),
    "polygon": ("points",), "text": ("x", "y", "font-size", "font-weight"),
}  # fmt: skip
"""What says where an element is."""
UNMOVED = "matrix(1,0,0,1,0,0)"


class Shape(NamedTuple):
    """One element as Qt wrote it, with all that it inherits."""

    kind: str
    settings: dict[str, str]
    text: str


class Paint(NamedTuple):
    """A colour with its opacity."""

    color: str
    opacity: str


@dataclass
class Table:
    """Elements, outlines and pairs of colours, each of them once, however many figures have them."""

    elements: dict[str, int] = field(default_factory=dict)
    outlines: dict[str, int] = field(default_factory=dict)
    paints: dict[tuple[str, Paint, Paint], int] = field(default_factory=dict)

    def take(self, light: str, dark: str, width_of: Callable[[Shape], float]) -> list[int]:
        """The elements of a figure, by number; `light` and `dark` are the same picture in two themes.

        `width_of` measures a text, in px.
        """
        pairs = zip(map(_unlined, read(light)), map(_unlined, read(dark)), strict=True)
        return [self._number(self.elements, self._element(*pair, width_of)) for pair in pairs]

    def _element(self, light: Shape, dark: Shape, width_of: Callable[[Shape], float]) -> str:
        said, kind = light.settings, light.kind
        found = {name: said[name] for name in PLACES[kind] if name in said}
        classes = [self._paint(part, light, dark) for part in PAINTS]
        stroked = said.get("stroke", "none") != "none"
        found |= {name: said[name] for name in STROKED if stroked and name in said}
        found |= {name: said[name] for name in ("opacity", "transform") if name in said}
        if found.get("transform") == UNMOVED:
            del found["transform"]
        if kind == "text":  # in whatever font: it fills the place that it was measured for
            found |= {"textLength": f"{width_of(light):.2f}", "lengthAdjust": "spacingAndGlyphs"}
        elif "transform" in found and kind == "path":  # a letter of an equation, which stands in many places
            kind, outline = "use", self._number(self.outlines, found.pop("d"))
            found = {"href": f"#o{outline}", **found}
        found = {name: value for name, value in found.items() if USUAL.get(name) != value}
        named = " ".join(filter(None, classes))
        told = "".join(f' {name}="{escape(value)}"' for name, value in ({"class": named} | found).items() if value)
        return f"<{kind}{told}>{escape(light.text)}</{kind}>" if light.text else f"<{kind}{told}/>"

    def _paint(self, part: str, light: Shape, dark: Shape) -> str:
        pair = [_paint(part, shape.settings) for shape in (light, dark)]
        if pair[0].color == pair[1].color == "none":
            return ""
        return f"c{self._number(self.paints, (part, pair[0], pair[1]))}"

    @staticmethod
    def _number(known: dict, wanted: object) -> int:  # type: ignore[type-arg]
        return int(known.setdefault(wanted, len(known)))


def read(text: str) -> Iterator[Shape]:
    """Every element of Qt's SVG that shows something, in the order of painting."""
    yield from _within(ElementTree.fromstring(text), {})


def _within(node: ElementTree.Element, inherited: dict[str, str]) -> Iterator[Shape]:
    for child in node:
        kind = child.tag.rpartition("}")[2]
        if kind in ("title", "desc", "defs"):
            continue
        settings = inherited | {name.rpartition("}")[2]: value for name, value in child.attrib.items()}
        if kind == "g":
            yield from _within(child, settings)
        elif kind in PLACES:
            if any(settings.get(part, "none") != "none" for part in PAINTS):
                yield Shape(kind, settings, (child.text or "").strip("\n"))
        else:
            raise ValueError(f"a figure holds {kind!r}, which no page can show.")


def _unlined(shape: Shape) -> Shape:
    """A part of an equation, which alone is moved to its place, without an outline.

    WORKAROUND Qt draws it without one, and yet writes that it has a black one.
    """
    if shape.settings.get("transform", UNMOVED) == UNMOVED:
        return shape
    return shape._replace(settings=shape.settings | {"stroke": "none"})


def _paint(part: str, settings: dict[str, str]) -> Paint:
    color = settings.get(part, "none")
    return Paint(color, settings.get(f"{part}-opacity", "1") if color != "none" else "1")
