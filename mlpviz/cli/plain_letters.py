"""For outputs that know few letters: what stands for those they lack."""

from __future__ import annotations

import codecs
import sys
import unicodedata

from mlpviz.engine.letters import GREEK
from mlpviz.engine.number import MINUS, THIN

PLAIN = {
    MINUS: "-", THIN: " ", "–": "-", "→": ">", "←": "<", "·": "*", "×": "x", "½": "1/2", "²": "^2", "⁻": "^-",
    "∂": "d", **{letter: name for name, letter in GREEK.items()}, "Σ": "sum", "✓": "ok", "≠": "!=",
}  # fmt: skip
"""What stands for a letter that an output does not know; a small 5 becomes a 5 anyway."""


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """For outputs that know few letters: a minus stays a minus, what has no likeness becomes a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(map(_likeness, wrong)), error.end


def _likeness(letter: str) -> str:
    return PLAIN.get(letter) or unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"


def survive_any_encoding() -> None:
    """Let outputs that know few letters print something alike instead of failing."""
    codecs.register_error("mlpviz.plain", _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):  # None has none: a program without a console
            reconfigure(errors="mlpviz.plain")
