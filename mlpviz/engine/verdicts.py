"""What has become of a trained network's gradients: one rule a verdict, the first that holds counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """What happened, in a word and in a sentence with its numbers."""

    kind: str
    """"exploding", "dead", "vanishing" or "healthy"."""
    word: str
    sentence: str
    icon: str
