"""What the name of a column says about its use."""

from __future__ import annotations

import re
from typing import Literal

from mlpviz.data.naming import LONGEST_NAME

Meaning = Literal["input", "class", "value", "output", "test", "index", ""]
"""An output is a class or a value; its cells decide which. "" means nothing."""

_WORDS: dict[Meaning, str] = {
    "class": "class classes class_name label labels species category categories variety diagnosis cluster klasse "
    "klassen klasa clase classe etikett kategorie species_name cultivar survived",
    "value": "value values price cost wert werte preis medv mpg strength regression zielwert",
    "output": "y target targets output outputs out response outcome result ziel t",
    "test": "test is_test istest testset test_set testing is_testing split subset train_test traintest",
    "index": "index idx id ids nr no num number row rowid row_id rowname rownames obs observation # unnamed:_0 nummer "
    "lfd_nr sample_id sample_code_number key case instance",
    "input": "x",
}
_BY_WORD: dict[str, Meaning] = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}
_NUMBERED: tuple[tuple[Meaning, re.Pattern[str]], ...] = (
    ("input", re.compile(r"(?:x|in|inputs?|features?|feat|f)_?([0-9]{1,6})(?:_.*)?")),
    ("output", re.compile(r"(?:y|t|targets?|out|outputs?)_?([0-9]{1,6})")),
    ("value", re.compile(r"(?:values?)_?([0-9]{1,6})")),
)
_ENDS_IN_ID = re.compile(r"[a-z](Id|ID)$")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_STRONG = frozenset("class classes label labels species category klasse".split())
_UNIT = re.compile(r"\([^()]{1,30}\)$|\[[^\[\]]{1,30}\]$")


def plain(name: str) -> str:
    """A name in small letters, with "_" for what parts its words, without a unit."""
    word = name.translate(_SUBSCRIPTS).casefold().strip()
    if found := re.fullmatch(r"([a-z]+)[\[(]([0-9]+)[\])]", word):
        return found[1] + found[2]
    return re.sub(r"[\s.\-_]+", "_", _UNIT.sub("", word).strip())


def meaning(name: str) -> Meaning:
    """What a name says."""
    word = plain(name)
    if word in _BY_WORD:
        return _BY_WORD[word]
    if word.endswith("_id") or _ENDS_IN_ID.search(name):
        return "index"
    return next((one for one, pattern in _NUMBERED if pattern.fullmatch(word)), "")


def count_in(name: str) -> int:
    """The number in a name such as x2, for the order of inputs and values; −1 without one."""
    word = plain(name)
    return next((int(found[1]) for _, pattern in _NUMBERED if (found := pattern.fullmatch(word))), -1)


def is_strong(name: str) -> bool:
    """Whether a name means a class and nothing else."""
    return plain(name) in _STRONG


def tidy(name: str) -> str:
    """A name on one line of at most 60 characters."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in name[: LONGEST_NAME * 2]).split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"
