"""What was typed into the search, and how well an entry fits it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from mlpviz.state.finding.entry import Entry

EXACT, BEGINS, HAS_WORD, HAS, TOLD, ELSEWHERE = range(6)
"""Ranks, the best first: it is called so; its name begins so; a word of it does; it stands inside; it stands in the
text; it belongs to another part."""
Marks = tuple[tuple[int, int], ...]
"""Begin and end of each part of a text that was typed."""


@dataclass(frozen=True)
class Fit:
    """How well an entry fits a query, and what of it was typed."""

    rank: int
    lead: Marks = ()
    name: Marks = ()
    about: Marks = ()


@cache
def plain(text: str) -> str:
    """A text in which letters can be compared one by one: small, "₂" as "2", "−" as "-"."""
    return "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter: str) -> str:
    told = unicodedata.normalize("NFKC", letter).casefold().replace("−", "-")
    return told if len(told) == 1 else letter


@dataclass(frozen=True)
class Query:
    """Words in any order; an entry fits if it has them all."""

    text: str

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they are compared."""
        return tuple(plain(self.text).split())

    def fit(self, entry: Entry) -> Fit | None:
        """How well an entry fits; None if a word is missing. Without words everything fits alike."""
        words = self.words
        title, about, more = plain(entry.title), plain(entry.about), plain(entry.words)
        if not all(word in title or word in about or word in more for word in words):
            return None
        marks = (_marks(plain(entry.lead), words), _marks(plain(entry.name), words), _marks(about, words))
        return Fit(self._rank(entry, title), *marks)

    def _rank(self, entry: Entry, title: str) -> int:
        words, typed = self.words, " ".join(self.words)
        if entry.elsewhere:
            return ELSEWHERE
        if title == typed:
            return EXACT
        if plain(entry.name).startswith(typed):
            return BEGINS
        if all(_begins_word(title, word) for word in words):
            return HAS_WORD
        return HAS if all(word in title for word in words) else TOLD


def _begins_word(text: str, word: str) -> bool:
    return any(place == 0 or not text[place - 1].isalnum() for place in _places(text, word))


def _places(text: str, word: str) -> list[int]:
    places, at = [], text.find(word)
    while at >= 0:
        places.append(at)
        at = text.find(word, at + 1)
    return places


def _marks(text: str, words: tuple[str, ...]) -> Marks:
    """What of a text was typed, without overlaps; at the beginning of words where it stands there."""
    parts: list[tuple[int, int]] = []
    for word in words:
        places = _places(text, word)
        begun = [at for at in places if at == 0 or not text[at - 1].isalnum()]
        parts += [(at, at + len(word)) for at in begun or places]
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(parts):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)
