"""A walk as Markdown: a heading a phase, an equation an operation."""

from __future__ import annotations

from collections.abc import Iterator

from mlpviz.engine.telling.equation_latex import equation_latex
from mlpviz.engine.telling.given import Given
from mlpviz.export.walk.markup import markdown, mixed
from mlpviz.export.walk.story import Story


def walk_markdown(story: Story) -> str:
    """The whole walk; equations are LaTeX between double dollar signs."""
    return "\n\n".join(_blocks(story)) + "\n"


def opening_blocks(story: Story) -> Iterator[str]:
    """Title, what is walked, and what is given."""
    yield f"# {markdown(story.subject)}"
    yield markdown(story.title) + "."
    if story.about:
        yield markdown(story.about)
    if story.limits:
        yield markdown(story.limits)
    yield "## Given"
    yield "\n".join(_given(one) for one in story.given)


def _given(one: Given) -> str:
    numbers = ", ".join(f"${latex}$ = {text}" for latex, text in one.numbers)
    note = f" ({markdown(one.note)})" if one.note else ""
    return f"- **{markdown(one.title)}**{note}: {numbers}"


def _blocks(story: Story) -> Iterator[str]:
    yield from opening_blocks(story)
    for chapter in story.chapters:
        yield f"## {markdown(chapter.title)}"
        for index in chapter.indices:
            told = story.told(index)
            yield f"**{index + 1}.** {mixed(told.question, markdown)}"
            yield f"$$\n{equation_latex(told, story.samples, story.digits)}\n$$"
            yield mixed(told.sentence, markdown)
