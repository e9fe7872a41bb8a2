"""A walk as one web page that steps through it in any browser, without a network: text, equations and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from mlpviz import resource
from mlpviz.engine.telling.equation_latex import number_latex, operator_latex
from mlpviz.engine.telling.explanation import Explanation, Line, Term
from mlpviz.engine.telling.whole_walk import joined_row, rows_of, worked_lines
from mlpviz.engine.telling.written import result_of, write
from mlpviz.export.walk.figures import Figures
from mlpviz.export.walk.mathml import mathml
from mlpviz.export.walk.story import Story
from mlpviz.export.walk.svg import Table
from mlpviz.views.look.palette import Palette, palette
from mlpviz.views.walk.number_colors import role_color

MOST = 1000
"""Operations of one page: more would take a browser too long to open."""
THEMES = ("light", "dark")
TOKENS = ("win", "panel", "canvas", "t1", "t2", "line", "ctl", "sel", "ink", "onink", "hl")


def fits(story: Story) -> bool:
    """Whether one page can hold the story."""
    return len(story.indices) <= MOST


def page_of(story: Story, follow: Callable[[Iterator[int]], Iterable[int]] = iter) -> str:
    """The whole page; `follow` passes on how many figures are drawn, and may show it."""
    maker = PageMaker(story)
    try:
        for _ in follow(maker.draw()):
            pass
        return maker.page()
    finally:
        maker.close()


class PageMaker:
    """Draws the figures one by one, since they take a while, and then writes the page. Needs an application."""

    def __init__(self, story: Story) -> None:
        """Raise ValueError for a story that is too long."""
        if not fits(story):
            raise ValueError(f"a page holds at most {MOST} operations, and these are {len(story.indices)}.")
        self._story = story
        self._figures = Figures(story)
        self._drawn: list[list[int]] = []

    @property
    def count(self) -> int:
        """The number of figures."""
        return len(self._story.indices)

    def draw(self) -> Iterator[int]:
        """Draw a figure at each step; gives how many there are by now."""
        for elements in self._figures.draw():
            self._drawn.append(elements)
            yield len(self._drawn)

    def close(self) -> None:
        """Let go of the themes of the figures; call it once, in the end."""
        self._figures.close()

    def page(self) -> str:
        """The page, after every figure has been drawn."""
        story, table, size = self._story, self._figures.table, self._figures.size
        elements = list(table.elements)
        palettes = {theme: palette(theme) for theme in THEMES}
        return _template().render(
            subject=story.subject, title=story.title, about=story.about, limits=story.limits,
            colors={name: _colors(one) for name, one in palettes.items()},
            roles={name: _roles(one) for name, one in palettes.items()},
            paints={name: list(_paints(table, at)) for at, name in enumerate(THEMES)},
            outlines=list(table.outlines), width=size.toSize().width(), height=size.toSize().height(),
            first_figure=Markup("".join(elements[at] for at in self._drawn[0])),
            chapters=list(self._chapters()), count=self.count, total=len(story.operations),
            operations=[_operation(story, index) for index in story.indices],
            given=[{"title": one.title, "note": one.note,
                    "numbers": [(_math(latex), text) for latex, text in one.numbers]} for one in story.given],
            drawn={"elements": elements, "figures": self._drawn},
        )  # fmt: skip

    def _chapters(self) -> Iterator[dict[str, Any]]:
        first = 0
        for chapter in self._story.chapters:
            yield {"title": chapter.title, "first": first}
            first += len(chapter.indices)


@cache
def _template() -> Template:
    source = resource.path("page/walk.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(source)


def _operation(story: Story, index: int) -> dict[str, Any]:
    told = story.told(index)
    updating = story.operations[index].move == "update"
    source = told.source
    line = source.lines[source.current - source.first].strip() if source.current else ""
    return {
        "number": index + 1, "heading": told.heading, "question": _prose(told.question),
        "terms": list(_terms(told, story.digits, told.backward and not updating)),
        "lines": [_line(line, story.digits) for line in worked_lines(told, story.samples)],
        "rows": [joined_row(row) for row in rows_of(told, story.samples, story.digits)],
        "sentence": _prose(told.sentence), "method": source.name, "code": line,
    }  # fmt: skip


def _terms(told: Explanation, digits: int, backward: bool) -> Iterator[dict[str, Any]]:
    words = write(told.terms, digits, 0)
    for at, (term, word) in enumerate(zip(told.terms, words, strict=True)):
        sign = term.value is None
        latex = operator_latex(term.symbol) if sign else term.symbol
        yield {
            "symbol": _math(latex), "number": word, "is_sign": sign, "caption": _prose(term.caption),
            "role": f"{_role(term, backward)} result" if at == 0 else _role(term, backward),
        }


def _role(term: Term, backward: bool) -> str:
    """The class that gives a number its colour."""
    kind = ("gradient" if backward else "forward") if term.role == "result" else term.role
    if kind not in ("gradient", "forward"):
        return kind
    return f"{kind}-{'minus' if term.value is not None and term.value < 0 else 'plus'}"


def _line(line: Line, digits: int) -> list[Markup]:
    value = number_latex(result_of(line.value, digits))
    return [_math(latex) for latex in (line.symbol, f"= {line.rule}", f"= {line.numbers}",
                                       f"{operator_latex(line.sign)} {{{value}}}")]


def _math(latex: str) -> Markup:
    return Markup(mathml(latex))


def _prose(text: str) -> Markup:
    """Words with LaTeX between dollar signs."""
    parts = text.split("$")
    return Markup("").join(_math(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def _colors(look: Palette) -> dict[str, str]:
    return {name: look.color(name).name() for name in TOKENS}


def _roles(look: Palette) -> dict[str, str]:
    signs = (("plus", 1.0), ("minus", -1.0))
    found = {f"{kind}-{name}": role_color(look, kind, sign, True).name()
             for kind in ("gradient", "forward") for name, sign in signs}
    return found | {"slope": role_color(look, "slope", 1.0, True).name()}


def _paints(table: Table, theme: int) -> Iterator[str]:
    """The rule of every pair of colours in one theme."""
    for (part, *pair), number in table.paints.items():
        paint = pair[theme]
        opacity = f"; {part}-opacity: {paint.opacity}" if paint.opacity != "1" else ""
        yield f".c{number} {{ {part}: {paint.color}{opacity} }}"
