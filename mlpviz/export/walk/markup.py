"""Words that the learner or the program wrote, made harmless for Markdown and for LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable

from mlpviz.engine import letters
from mlpviz.engine.number import MINUS, THIN

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|$&~])")
_START = re.compile(r"^(\s*\d*)([-+=.)])")
"""What would begin a list or underline a heading."""
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"$<$", ">": r"$>$", MINUS: "$-$", THIN: r"\,",
    "–": "--", "→": r"$\to$", "←": r"$\leftarrow$", "·": r"$\cdot$", "×": r"$\times$", "½": r"$\frac12$",
    "∂": r"$\partial$", "²": "$^2$", "³": "$^3$", "⁻": "$^-$", "≈": r"$\approx$", "≤": r"$\le$", "∞": r"$\infty$",
    "√": r"$\surd$", "′": "$'$", "\u0302": "", "Σ": r"$\Sigma$",
    **{letter: rf"$\{name}$" for name, letter in letters.GREEK.items()},
    **{letters.subscript(digit): f"$_{digit}$" for digit in range(10)},
    **{letters.superscript(digit): f"$^{digit}$" for digit in range(10) if digit not in (2, 3)},
}  # fmt: skip


def markdown(text: str) -> str:
    """Plain text on one line as Markdown that reads the same: nothing of it makes emphasis, a list or a tag."""
    return _START.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", text))


def tex(text: str) -> str:
    """Plain text as LaTeX that reads the same."""
    return "".join(_TEX.get(letter, letter) for letter in text)


def mixed(text: str, word: Callable[[str], str]) -> str:
    """Words with LaTeX between dollar signs: the LaTeX stays, the words go through `word`."""
    parts = text.split("$")
    return "".join(f"${part}$" if at % 2 else word(part) for at, part in enumerate(parts))
