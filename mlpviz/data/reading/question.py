"""A question about a file: what is uncertain, as a sentence, and the answers that can be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mlpviz.data.reading.answers import Answers
from mlpviz.data.reading.dialect import Chosen
from mlpviz.data.reading.roles import Roles

About = Literal["encoding", "separator", "decimal", "header", "roles", "inputs", "classes", "capitals", "sample"]


@dataclass(frozen=True)
class Option:
    """One answer. Exactly one of the three is given."""

    text: str
    """For a button: "Classes"."""
    chosen: Chosen | None = None
    """Read the file again with this: `chosen.then(option.chosen)`."""
    roles: Roles | None = None
    """Use the columns like this."""
    answers: Answers | None = None
    """Go on with these answers; they hold all answers given before."""


@dataclass(frozen=True)
class Question:
    """What has to be asked before a file is imported, or may be asked."""

    about: About
    sentence: str
    """Such as "Is quality a class or a value?" """
    options: tuple[Option, ...]
    """The first is what is done until somebody answers."""
    required: bool = True
    """False for an offer: the file is certain without an answer."""
    write: str = ""
    """What to write in the file so that nobody has to be asked: "Name the column label or value." """
