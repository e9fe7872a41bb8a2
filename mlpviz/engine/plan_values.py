"""How the numbers of a plan are typed: the same rules for its fields, its form and the command palette."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.engine.plan import Plan
from mlpviz.engine.typed_number import read_whole, read_within

ALL = "all"
"""The batch of all samples."""
ALL_WORDS = (ALL, "full")
"""What may be typed for it."""
WHOLE = 10**9
"""A batch of more samples than anyone has is all of them."""
MOST_RATE, MOST_PENALTY = 1e6, 1e6
LEAST_CLIP, MOST_CLIP = 1e-9, 1e9
MOST_SEED = 2**53
"""Beyond this a number typed could not be told exactly."""


def with_rate(plan: Plan, text: str) -> Plan:
    """Another learning rate; like all of these, raises ValueError with one sentence."""
    return replace(plan, learning_rate=read_within(text, 0.0, MOST_RATE))


def with_batch(plan: Plan, text: str) -> Plan:
    """Another batch size: a number, or all samples."""
    whole = text.strip().lower() in ALL_WORDS
    return replace(plan, batch_size=WHOLE if whole else read_whole(text, 1, WHOLE))


def with_l2(plan: Plan, text: str) -> Plan:
    """Another L2 penalty."""
    return replace(plan, l2=read_within(text, 0.0, MOST_PENALTY))


def with_l1(plan: Plan, text: str) -> Plan:
    """Another L1 penalty."""
    return replace(plan, l1=read_within(text, 0.0, MOST_PENALTY))


def with_clip(plan: Plan, text: str) -> Plan:
    """Another limit of the gradient's norm, or none."""
    off = text.strip().lower() in ("off", "none")
    return replace(plan, clip=None if off else read_within(text, LEAST_CLIP, MOST_CLIP))


def with_order_seed(plan: Plan, text: str) -> Plan:
    """Another seed of the order of the samples."""
    return replace(plan, seed=read_whole(text, 0, MOST_SEED))
