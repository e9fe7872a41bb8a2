"""What a verdict is: a name, a rule in words, and the sentence that says why it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from mlpviz.nn.registry import Choice

Tone = Literal["good", "quiet", "warn", "bad"]


class Verdict(Choice):
    """A rule, and how it is told."""

    icon: ClassVar[str]
    tone: ClassVar[Tone]
    rule: ClassVar[str]
    """When it is given, as a sentence without its subject."""


@dataclass(frozen=True)
class Finding:
    """A verdict, and the sentence that says why."""

    verdict: Verdict
    sentence: str
    help: str = ""
    """What would help; "" where nothing need."""
