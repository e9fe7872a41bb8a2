"""A walk to be worked out by hand: every number that has to be found is a blank, and a key fills the blanks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_lowercase

from mlpviz.engine.telling.explanation import Explanation, Term
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.whole_walk import Row, rows_of
from mlpviz.export.walk.markdown import opening_blocks
from mlpviz.export.walk.markup import markdown, mixed
from mlpviz.export.walk.story import Story

LINE = "________"
HOW = (
    "Work out the blanks in their order. A number in parentheses names a blank: the same number means the same value. "
    "A blank with a letter wants more digits than its operation shows, or a number that stands nowhere else. "
    "Cut off the key at the end before you hand this out."
)


@dataclass(frozen=True)
class Answer:
    """What belongs into a blank."""

    blank: str
    """ "12", the operation that works it out, or "12a"."""
    name: str
    """What it is, in plain text."""
    text: str


@dataclass
class Blanks:
    """Gives every number that has to be worked out a blank, and the same one wherever it is used again."""

    answers: list[Answer] = field(default_factory=list)
    _known: dict[tuple[str, float | None, str], str] = field(default_factory=dict)
    """Blanks by symbol, number and text, and by number and text alone, under the symbol ""."""
    _number: int = 0
    _letters: int = 0
    _result: Term | None = None

    def begin(self, number: int, told: Explanation) -> None:
        """Take up an operation, counted from 1."""
        self._number, self._letters, self._result = number, 0, told.terms[0]

    def cover(self, term: Term, text: str) -> str:
        """What stands in the place of a number: the number if it is given, else its blank."""
        if term is not self._result and is_given(term):
            return text
        blank = self._known.get((term.symbol, term.value, text)) or self._known.get(("", term.value, text))
        if blank is None or term is self._result or term.role == "result":
            blank = str(self._number) if term is self._result else f"{self._number}{self._letter()}"
            self._known[term.symbol, term.value, text] = self._known["", term.value, text] = blank
            self.answers.append(Answer(blank, plain_of(term.symbol), text))
        return f"({blank}){LINE}"

    def _letter(self) -> str:
        self._letters += 1
        more, last = divmod(self._letters - 1, len(ascii_lowercase))
        return ascii_lowercase[last] * (more + 1)


def is_given(term: Term) -> bool:
    """Whether a reader knows an operand from the start: an input, a target, a weight, a constant."""
    if term.role == "plain" or term.mark is None:
        return term.role == "plain"
    if term.mark.kind in ("edge", "bias"):
        return term.role == "forward"
    return term.mark.kind == "unit" and term.mark.layer == 0


def walk_worksheet(story: Story) -> str:
    """The worksheet as Markdown, with its key at the end."""
    blanks = Blanks()
    blocks = [*opening_blocks(story), HOW]
    for chapter in story.chapters:
        blocks.append(f"## {markdown(chapter.title)}")
        for index in chapter.indices:
            told = story.told(index)
            blanks.begin(index + 1, told)
            rows = rows_of(told, story.samples, story.digits, blanks.cover)
            blocks.append(f"**{index + 1}.** {mixed(told.question, markdown)}")
            blocks.append("```text\n" + "\n".join(line for row in rows for line in _lines(row)) + "\n```")
    return "\n\n".join([*blocks, *_key(blanks.answers)]) + "\n"


def _lines(row: Row) -> Iterator[str]:
    """A row with the equals signs under each other."""
    if not row.numbers:
        yield f"{row.symbols} {row.result}"
        return
    yield row.symbols
    indent = " " * row.symbols.index("=")
    yield indent + row.numbers
    yield indent + row.result


def _key(answers: list[Answer]) -> Iterator[str]:
    yield '<div style="break-before: page"></div>'
    yield "## Key"
    rows = [f"| {answer.blank} | {markdown(answer.name)} | {answer.text} |" for answer in answers]
    yield "\n".join(["| blank | what | value |", "|---|---|---|", *rows])
