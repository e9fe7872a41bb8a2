"""What stands in braces in a formula."""

from __future__ import annotations


def group(latex: str, start: int) -> tuple[str, int]:
    """What stands in braces from `start`, behind the opening brace, and the place behind the closing one."""
    depth, at = 1, start
    while depth:
        depth += {"{": 1, "}": -1}.get(latex[at], 0)
        at += 1
    return latex[start : at - 1], at
