"""Epochs, losses, accuracy and R² in words, and numbers that JSON can hold."""

from __future__ import annotations

import math
from typing import Any

from mlpviz.engine.number import count, loss, percent, plain, r_squared
from mlpviz.engine.records import Scores


def summary(epoch: int, scores: Scores, rate: float = math.nan) -> str:
    """Epochs, losses, accuracy or R² and, where known, epochs a second, on one line."""
    parts = [f"{epochs_in_words(epoch)}: {', '.join(scores_in_words(scores))}"]
    if math.isfinite(rate):
        parts.append(f"{plain(rate, 3)} epochs/s")
    return ", ".join(parts)


def epochs_in_words(number: int) -> str:
    """As in "1 epoch", "200 epochs"."""
    return f"{count(number)} epoch{'s' * (number != 1)}"


def diverged_in_words(epoch: int) -> str:
    """That training has ended because it diverged, and what helps."""
    return f"training diverged at epoch {epoch}: the loss is not a number. Lower the learning rate."


def scores_in_words(scores: Scores) -> list[str]:
    """Losses, and accuracy or R², as far as there is something to measure them on."""
    parts = [f"train loss {loss(scores.train_loss, 4)}"]
    if math.isfinite(scores.test_loss):
        parts.append(f"test loss {loss(scores.test_loss, 4)}")
    if scores.penalty:
        parts.append(f"penalty {loss(scores.penalty, 4)}")
    for name, share in (("test", scores.test_accuracy), ("train", scores.train_accuracy)):
        if math.isfinite(share):
            parts.append(f"{name} accuracy {percent(share)}")
            break
    for name, value in (("test", scores.test_r2), ("train", scores.train_r2)):
        if math.isfinite(value):
            parts.append(f"{name} R² {r_squared(value)}")
            break
    return parts


def without_nan(value: Any) -> Any:
    """The same data with None for every number that JSON cannot write."""
    if isinstance(value, dict):
        return {key: without_nan(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
