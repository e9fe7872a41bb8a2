"""Python source in colours: which kind of text each piece of a line is."""

from __future__ import annotations

import keyword
import re

_PIECES = re.compile(
    r"""(?P<comment>\#.*)|(?P<string>[rbfu]*(?:\"\"\".*?(?:\"\"\"|$)|'[^']*'|"[^"]*"))|(?P<number>\b\d[\d_.]*(?:e-?\d+)?\b)"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<gap>\s+)|(?P<operator>[^\w\s])""",
    re.VERBOSE,
)
_WORDS = {"self": "self", "cls": "self", "None": "number", "True": "number", "False": "number"}

Span = tuple[str, str]
"""A piece of text and its kind: keyword, definition, number, self, operator or text; prose counts as self."""


def spans(lines: list[str]) -> list[list[Span]]:
    """The pieces of every line. A docstring that runs over several lines is recognised."""
    made: list[list[Span]] = []
    inside = False
    for line in lines:
        if inside:
            made.append([(line, "self")])
            inside = '"""' not in line
        else:
            made.append(_spans(line))
            inside = line.count('"""') == 1
    return made


def _spans(line: str) -> list[Span]:
    made: list[Span] = []
    defining = False
    for match in _PIECES.finditer(line):
        text, kind = match[0], match.lastgroup
        if kind == "word":
            shown = "definition" if defining else _word(text)
            defining = text in ("def", "class")
        else:
            shown = {"comment": "self", "string": "self", "gap": "text"}.get(kind or "", kind or "text")
            defining = defining and kind == "gap"
        made.append((text, shown))
    return made


def _word(text: str) -> str:
    if text in _WORDS:
        return _WORDS[text]
    return "keyword" if keyword.iskeyword(text) else "text"
