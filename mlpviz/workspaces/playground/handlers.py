"""What the commands that concern the bench alone do in the Playground."""

from __future__ import annotations

from functools import partial

from mlpviz.bench.bench import Bench
from mlpviz.workspaces.workspace import Handler


def handlers_of(bench: Bench) -> dict[str, Handler]:
    """The name of a command, or what stands before its colon → what it does."""
    return {
        "new": bench.new,
        "add_layer": bench.editor.add_layer,
        "remove_layer": bench.editor.remove_layer,
        "reset": partial(bench.reset, False),
        "reset_new": partial(bench.reset, True),
        "reset_to_defaults": bench.reset_to_defaults,
        "play": bench.play_or_pause,
        "epoch": bench.step,
        "back": bench.back,
        "earlier": bench.back,
        "forward": bench.forward,
        "first": partial(bench.transport.scrub, 0),
        "live": bench.transport.go_live,
        "example": bench.open_example,
        "walk": bench.stepping.open,
        "depth": bench.stepping.depths.choose,
    }
