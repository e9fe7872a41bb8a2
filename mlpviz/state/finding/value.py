"""Something with a value that can be set by typing its name and the value: "learning rate 0.03"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mlpviz.state.finding.entry import SETTINGS, VALUES, Entry
from mlpviz.state.finding.query import plain

_NUMBER = re.compile(r"[+\-]?[.,]?\d")
"""How a number begins."""


@dataclass(frozen=True)
class Reading:
    """A typed value that can be taken."""

    shown: str
    """As its field would show it."""
    act: Callable[[], object]
    now: str = ""
    """What it replaces, where that depends on what was typed."""


@dataclass(frozen=True)
class Value:
    """One number, or a few."""

    name: str
    now: str
    """As its field shows it."""
    read: Callable[[str], Reading]
    """Reads a value as its field does; raises ValueError with one sentence."""
    also: tuple[str, ...] = ()
    """Other names for it."""
    like: str = ""
    """A value that could be typed."""
    texts: tuple[str, ...] = ()
    """What can be typed besides numbers: "all", "off"."""
    reason: str = ""
    """Why it cannot be set now; "" if it can."""

    @property
    def names(self) -> tuple[str, ...]:
        """All its names."""
        return (self.name, *self.also)


def entry_of(value: Value, elsewhere: str = "") -> Entry:
    """The entry of a value that is still to be typed; `elsewhere` is why another workspace has it."""
    typed = f"{(value.also or value.names)[0].lower()} {value.like}"
    return Entry(
        SETTINGS, value.name, about=f"type its value too: {typed}", words=" ".join(value.also), now=value.now,
        reason=value.reason or elsewhere, elsewhere=bool(elsewhere), completes=f"{value.name} ",
    )  # fmt: skip


def typed_values(values: Iterable[Value], text: str, elsewhere: str = "") -> list[Entry]:
    """The changes that a text asks for, those that cannot be made last, with the reason."""
    asked = [(not exact, value, rest) for value in values for exact, rest in _asked(value, text)]
    made = [_change(value, rest, elsewhere) for _, value, rest in sorted(asked, key=_exact_first)]
    return sorted(made, key=_refused)


def _exact_first(asked: tuple[bool, Value, str]) -> bool:
    return asked[0]


def _refused(entry: Entry) -> bool:
    return bool(entry.reason)


def _asked(value: Value, text: str) -> Iterator[tuple[bool, str]]:
    """Whether a text names a value, wholly or in part, and what it says behind that; nothing if it does not."""
    given = re.sub(r"[=:]", " ", text).replace(" %", "%").split()
    words = [plain(word) for word in given]
    head = [word for word in words if not _NUMBER.match(word) and word not in value.texts]
    rest = [one for one, word in zip(given, words, strict=True) if word not in head]
    for name in value.names:
        known = plain(name).split()
        if head and all(any(one.startswith(word) for one in known) for word in head):
            if rest:
                yield head == known, " ".join(rest)
            return
    known = plain(value.name).split()
    if words[: len(known)] == known:  # what follows the whole name is meant as its value, whatever it is
        yield True, " ".join(given[len(known) :])


def _change(value: Value, text: str, elsewhere: str) -> Entry:
    try:
        reading, reason = value.read(text), value.reason or elsewhere
    except ValueError as why:
        return Entry(VALUES, text, value.name, words=text, now=value.now, reason=str(why), elsewhere=bool(elsewhere))
    now = reading.now or value.now
    return Entry(
        VALUES, reading.shown, value.name, words=text, now=now, chosen=reading.shown == now, reason=reason,
        elsewhere=bool(elsewhere), act=None if reason else reading.act,
    )  # fmt: skip


def value_entries(values: Sequence[Value], elsewhere: str = "") -> list[Entry]:
    """An entry for each value, to be found by its name alone."""
    return [entry_of(value, elsewhere) for value in values]
