"""What can be chosen by name for an experiment: everything that is registered, and every switch of the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from mlpviz.engine.engines import ENGINES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.learner_words import in_words
from mlpviz.nn.activations import activations
from mlpviz.nn.features import PLAIN, features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.registry import Choice, Registry
from mlpviz.nn.schedules import schedules
from mlpviz.state.finding.change import Ask, Part
from mlpviz.state.finding.entry import SETTINGS, Entry

ONLY_LAST = "only for the output layer"
ONLY_TWO = "only for points with two inputs"
NO_HIDDEN = "there is no hidden layer"
ONE_LAYER = "for one layer alone"
USUAL_CLIP = 1.0
"""The longest gradient norm that clipping begins with."""


def experiment_options(experiment: Experiment, ask: Ask) -> tuple[Entry, ...]:
    """Every choice; `ask` is told of the one that is made."""
    plan, network = experiment.plan, experiment.network
    return (
        *_activations(network, ask),
        *_of_plan("Optimiser", "optimizer", optimizers, plan, "Change the optimiser", ask),
        *_losses(experiment, ask),
        *_of_registry("Weight init", initializers, network.initializer, partial(_put_initializer, network),
                      partial(ask, "Change the weight initialisation")),
        *_of_plan("Schedule", "schedule", schedules, plan, "Change the learning rate schedule", ask),
        *_features(network, ask),
        *_plan_switches(plan, ask),
        *_network_switches(network, ask),
    )  # fmt: skip


def _of_registry(
    lead: str, registry: Registry[Any], now: Choice, put: Callable[[Any], Part], take: Callable[[Part], object],
    *, refusal: Callable[[Any], str] | None = None, group: str = "",
) -> Iterator[Entry]:  # fmt: skip
    """A row a registered class. What is in use already is not made anew: it keeps its parameters."""
    for kind in registry:
        choice = kind()
        chosen = choice.name == now.name
        why = refusal(choice) if refusal is not None and not chosen else ""
        yield Entry(
            SETTINGS, choice.label, lead, choice.about, f"{registry.kind} {choice.name}", now=now.label, chosen=chosen,
            reason=why, group=group, act=partial(_take, put, take, now if chosen else choice),
        )  # fmt: skip


def _take(put: Callable[[Any], Part], take: Callable[[Part], object], choice: Choice) -> None:
    take(put(choice))


def _of_plan(lead: str, field: str, registry: Registry[Any], plan: Plan, undo: str, ask: Ask) -> Iterator[Entry]:
    yield from _of_registry(lead, registry, getattr(plan, field), partial(_put_in_plan, plan, field),
                            partial(ask, undo))  # fmt: skip


def _put_in_plan(plan: Plan, field: str, choice: Choice) -> Plan:
    changed: Plan = replace(plan, **{field: choice})  # type: ignore[arg-type]
    return changed


def _put_initializer(network: NetworkSpec, choice: Any) -> NetworkSpec:
    if choice == network.initializer:
        return network
    return replace(network, initializer=choice, theta=None)


def _losses(experiment: Experiment, ask: Ask) -> Iterator[Entry]:
    network = experiment.network

    def refusal(choice: Any) -> str:
        """Whether the points can be learned with it."""
        try:
            replace(experiment, network=network.with_loss(choice))
        except ValueError as why:
            return in_words(str(why).removeprefix("targets: "))
        return ""

    yield from _of_registry("Loss", losses, network.loss, network.with_loss, partial(ask, "Change the loss"),
                            refusal=refusal)  # fmt: skip


def _activations(network: NetworkSpec, ask: Ask) -> Iterator[Entry]:
    """Of all hidden layers together, then of each layer alone."""
    hidden, undo = network.layers[:-1], partial(ask, "Change the activation")
    used = [layer.activation for layer in hidden]
    common = used[0] if used and all(one == used[0] for one in used) else None

    def no_layer(choice: Any) -> str:
        return NO_HIDDEN if not hidden else ONLY_LAST if choice.only_as_link else ""

    def only_last(choice: Any) -> str:
        return ONLY_LAST if choice.only_as_link else ""

    def refused_by_loss(choice: Any) -> str:
        return in_words(network.loss.refusal(choice, network.outputs) or "")

    shown = common or (used[0] if used else network.layers[-1].activation)
    for entry in _of_registry("Activation", activations, shown, partial(_everywhere, network), undo, refusal=no_layer):
        several = ", ".join(dict.fromkeys(one.label for one in used))
        yield entry if common else replace(entry, now=several, chosen=False, reason=entry.reason or no_layer(shown))
    for at, layer in enumerate(network.layers):
        last = at == len(network.layers) - 1
        if last or len(hidden) > 1:
            lead = "Output activation" if last else f"Activation of layer {at + 1}"
            yield from _of_registry(
                lead, activations, layer.activation, partial(network.with_activation, at), undo,
                refusal=refused_by_loss if last else only_last, group=ONE_LAYER,
            )  # fmt: skip


def _everywhere(network: NetworkSpec, choice: Any) -> NetworkSpec:
    hidden = [LayerSpec(layer.units, choice) for layer in network.layers[:-1]]
    return network.with_layers([*hidden, network.layers[-1]])


def _features(network: NetworkSpec, ask: Ask) -> Iterator[Entry]:
    for kind in features:
        choice = kind()
        used = choice.name in network.sources
        alone = used and len(network.sources) == 1
        why = ONLY_TWO if network.inputs != len(PLAIN) else "it is the only one" if alone else ""
        undo = f"{'Remove' if used else 'Add'} the feature {choice.label}"
        yield Entry(
            SETTINGS, choice.label, "Remove feature" if used else "Add feature", choice.about,
            f"feature {choice.name}", reason=why,
            act=None if why else partial(_take_feature, network, choice.name, not used, partial(ask, undo)),
        )  # fmt: skip


def _take_feature(network: NetworkSpec, name: str, wanted: bool, take: Callable[[Part], object]) -> None:
    take(network.with_feature(name, wanted))


def _plan_switches(plan: Plan, ask: Ask) -> Iterator[Entry]:
    def option(lead: str, name: str, about: str, undo: str, new: Plan, now: str) -> Entry:
        return Entry(SETTINGS, name, lead, about, now=now, chosen=name == now, act=partial(ask, undo, new))

    for key, label in (("mean", "mean"), ("sum", "sum")):
        about = f"The loss of a batch is the {label} over its samples."
        new = replace(plan, reduction="sum" if key == "sum" else "mean")
        yield option("Loss of a batch", label, about, "Change the reduction", new, plan.reduction)
    for engine, (label, about) in ENGINES.items():
        new = replace(plan, engine=engine)  # type: ignore[arg-type]
        yield option("Epochs computed by", label, about, "Change the engine", new, ENGINES[plan.engine][0])
    for on in (True, False):
        undo = "Penalise biases too" if on else "Penalise weights alone"
        yield option("Penalty also on biases", _on(on), "L1 and L2 keep biases small too, not weights alone.", undo,
                     replace(plan, penalize_biases=on), _on(plan.penalize_biases))
        clip = (plan.clip or USUAL_CLIP) if on else None
        yield option("Clip the gradient by its norm", _on(on),
                     "A gradient that is too long is shortened before it makes an update.",
                     "Clip the gradient" if on else "Do not clip", replace(plan, clip=clip), _on(plan.clip is not None))


def _network_switches(network: NetworkSpec, ask: Ask) -> Iterator[Entry]:
    for on in (True, False):
        undo = "Train biases" if on else "Keep biases fixed"
        yield Entry(
            SETTINGS, _on(on), "Train biases", "Off: biases keep their values, and only weights learn.",
            now=_on(network.train_biases), chosen=on == network.train_biases,
            act=partial(ask, undo, replace(network, train_biases=on)),
        )  # fmt: skip


def _on(on: bool) -> str:
    return "on" if on else "off"
