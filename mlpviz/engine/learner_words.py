"""Sentences of the library in the learner's words: a script writes CrossEntropy, the window says Cross-entropy."""

from __future__ import annotations

import re

from mlpviz.nn.activations import activations
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers


def in_words(sentence: str) -> str:
    """The sentence with the label of every activation, loss and optimizer in place of the name of its class."""
    labels = dict([*activations.options(), *losses.options(), *optimizers.options()])
    said = re.sub(r"\w+", lambda found: labels.get(found[0], found[0]), sentence)
    return said[:1].upper() + said[1:] if sentence[:1].isupper() else said
