"""A walk as a LaTeX document that needs nothing but amsmath."""

from __future__ import annotations

from collections.abc import Iterator

from mlpviz.engine.telling.equation_latex import equation_latex
from mlpviz.engine.telling.given import Given
from mlpviz.export.walk.markup import mixed, tex
from mlpviz.export.walk.story import Story

_HEAD = r"""\documentclass[a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.6em}"""


def walk_document(story: Story) -> str:
    """The whole walk."""
    return "\n".join(_lines(story)) + "\n"


def _lines(story: Story) -> Iterator[str]:
    yield _HEAD
    yield rf"\title{{{tex(story.subject)}}}"
    yield "\\author{}\n\\date{}\n\\begin{document}\n\\maketitle"
    yield from (f"{tex(text)}\n" for text in (f"{story.title}.", story.about, story.limits) if text)
    yield "\\section*{Given}\n\\begin{itemize}"
    yield from (_given(one) for one in story.given)
    yield r"\end{itemize}"
    for chapter in story.chapters:
        yield rf"\section*{{{tex(chapter.title)}}}"
        for index in chapter.indices:
            told = story.told(index)
            yield rf"\textbf{{{index + 1}.}} {mixed(told.question, tex)}"
            yield f"\\[\n{equation_latex(told, story.samples, story.digits)}\n\\]"
            yield mixed(told.sentence, tex) + "\n"
    yield r"\end{document}"


def _given(one: Given) -> str:
    numbers = ", ".join(f"${latex}$ = {tex(text)}" for latex, text in one.numbers)
    note = f" ({tex(one.note)})" if one.note else ""
    return rf"\item \textbf{{{tex(one.title)}}}{note}: {numbers}"
