"""Shows the network in view on the page: bars, shares, sentence, and the layers that a function can be used in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mlpviz.engine.functions.facts import facts_of, saturated
from mlpviz.nn.activation import Activation
from mlpviz.workspaces.activations import sentences
from mlpviz.workspaces.activations.network_in_view import NetworkInView

if TYPE_CHECKING:
    from mlpviz.workspaces.activations.page import ActivationsPage


def show_network(
    page: ActivationsPage, network: NetworkInView, shown: Activation, index: int, unusable: str, *, zones: bool
) -> None:
    """Show the sums of the layer `index` (from 0) against the function on show; `zones`: hatch where it saturates.

    `unusable` tells why the function on show cannot be used in any layer now; "" if it can.
    """
    snapshot, sums, held = network.snapshot, network.sums(), network.held
    assert snapshot is not None
    layer, stage, side = sums[index], page.stage, page.side
    names = [sentences.layer_name(at, sums) for at in range(len(sums))]
    stage.sums.show_sums(layer.finite, shown, zones=zones)
    stage.show_sums_words(sentences.heading(index, sums, held=held), sentences.about_sums(snapshot, layer), held=held)
    share = float(np.mean(saturated(shown, layer.finite))) if layer.finite.size else 0.0
    sentence = sentences.zone_sentence(facts_of(shown), shown, layer, names[index], share)
    shares = [
        (f"{name} · {one.activation.label}", one.saturated)
        for name, one in zip(names, sums, strict=True) if not one.output
    ]  # fmt: skip
    side.show_network(shares, sentence)
    offered = [(name, unusable or network.refusal(shown, at)) for at, name in enumerate(names)]
    side.show_layers(offered, index, "the network" if held else "the Playground's network")
