"""Works out what the approximation laboratory shows of a snapshot or a construction, and hands it to the views."""

from __future__ import annotations

import numpy as np

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine import number
from mlpviz.engine.approximation.construction import Construction
from mlpviz.engine.approximation.fits import WIDTHS, Fits, Fitted
from mlpviz.engine.approximation.one_layer import (
    BEYOND,
    DENSE,
    WIDE,
    Errors,
    Parts,
    best_line,
    errors,
    outputs,
    parts,
)
from mlpviz.engine.approximation.sketch import PLACES, target_at
from mlpviz.engine.approximation.staircase import errors_of_staircase, pieces_for, staircase, steepness_for
from mlpviz.engine.approximation.towers import cut, tower_picture
from mlpviz.engine.network_spec import NetworkSpec
from mlpviz.engine.records import Snapshot
from mlpviz.nn.arrays import Array
from mlpviz.views.approximation.error_plot import error_text
from mlpviz.views.approximation.part_rows import Row, Rows
from mlpviz.views.approximation.reading_card import Reading
from mlpviz.views.approximation.three_curves import Exhibit
from mlpviz.workspaces.approximation import sentences
from mlpviz.workspaces.approximation.page import ApproximationPage
from mlpviz.workspaces.approximation.toolbar import ApproximationToolbar

FINE = 301
"""Places across a row of parts."""


class Presenter:
    """Knows what is on show, and refreshes what depends on it."""

    def __init__(self, page: ApproximationPage, bar: ApproximationToolbar) -> None:
        """Show the trained network; there is none yet."""
        self._page, self._bar = page, bar
        self.view = "train"
        self.construction = Construction()
        self.reach, self.probe, self.running = HALF_WIDTH, 0.0, False
        self.values, self._name = np.zeros(len(PLACES)), "target"
        self.snapshot: Snapshot | None = None
        self._made: tuple[Construction, Array, NetworkSpec, Array] | None = None
        self._cut = 1.0
        """The x₂ at which surface and towers are cut."""
        self._needed: tuple[bytes, float, int | None] | None = None

    # what changes

    def show_view(self, view: str) -> None:
        """Show the trained network, the proof by hand, or three curves."""
        self.view = view
        self._name_curves()
        self.refresh()

    def show_construction(self, construction: Construction) -> None:
        """Show the proof by hand with other settings."""
        self.construction = construction
        self.refresh()

    def _name_curves(self) -> None:
        hand = self.view == "hand"
        output = ("built by hand", "outside") if hand else ("network output", "not trained")
        self._page.curve.set_words(self._name, *output)

    def show_target(self, values: Array, name: str) -> None:
        """Show another target curve; `name` is what the legend calls it."""
        self.values, self._name = values, name
        self._name_curves()
        self._page.curve.show_target(values)
        found = self._spec()
        if self.view == "hand" or found is None:
            self.refresh()
        else:  # output and parts are as they were
            self._show_numbers(found[0], errors(outputs(*found, DENSE), values))
            self.show_probe(self.probe)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show another state of training."""
        self.snapshot = snapshot
        self.refresh()

    def show_reach(self, outside: bool) -> None:
        """Show what is outside the range of training, or not."""
        self.reach = BEYOND if outside else HALF_WIDTH
        self._page.curve.set_reach(self.reach)
        self._page.parts.set_reach(self.reach)
        self.show_probe(min(max(self.probe, -self.reach), self.reach))
        self.refresh()

    def show_running(self, running: bool) -> None:
        """Show the parts as a running sum, or each alone."""
        self.running = running
        self._page.parts.set_running(running)
        self._page.units.set_running(running)
        self.refresh()

    def show_probe(self, x: float) -> None:
        """Read target, output and parts at another x."""
        self.probe = x
        self._page.parts.show_probe(x)
        found = self._spec()
        if found is not None and not self.in_two_dimensions:
            at = np.array([x])
            output = float(outputs(*found, at)[0])
            self._page.curve.show_reading(Reading(x, float(target_at(self.values, at)[0]), output))

    # what is on show

    @property
    def in_two_dimensions(self) -> bool:
        """Whether towers are on show."""
        return self.view == "hand" and self.construction.stage == "towers"

    def _spec(self) -> tuple[NetworkSpec, Array] | None:
        """The network on show and its parameters."""
        if self.view == "hand":
            return self._constructed()
        return None if self.snapshot is None else (self.snapshot.experiment.network, self.snapshot.theta)

    def _constructed(self) -> tuple[NetworkSpec, Array]:
        """The construction on show, made once and then kept."""
        if self._made is None or self._made[0] != self.construction or self._made[1] is not self.values:
            spec = self.construction.network(self.values)
            self._made = (self.construction, self.values, spec, spec.first_theta())
        return self._made[2], self._made[3]

    def parts_at(self, x: Array) -> Parts | None:
        """What the output on show is made of at x (n,); None for towers, or while nothing is there."""
        if self.in_two_dimensions:
            return None
        if self.view == "hand":
            return self.construction.parts(self.values, x)
        found = self._spec()
        return None if found is None else parts(*found, x)

    # refreshing

    def refresh(self) -> None:
        """Show everything again."""
        self._page.show_view(self.view, towers=self.in_two_dimensions)
        if self.view == "hand":
            self._page.hand.show_construction(self.construction)
        if self.in_two_dimensions:
            self._show_towers()
            return
        found = self._spec()
        if found is None:
            return
        measured = errors(outputs(*found, DENSE), self.values)
        x = WIDE if self.reach > HALF_WIDTH else DENSE
        self._page.curve.show_output(x[::2], outputs(*found, x[::2]))
        self._show_rows()
        self._show_numbers(found[0], measured)
        self.show_probe(self.probe)

    def _show_rows(self) -> None:
        x = np.linspace(-self.reach, self.reach, FINE)
        found = self.parts_at(x)
        if found is None:
            return
        letter = "B" if self.view == "hand" and self.construction.stage == "staircase" else "h"
        sign = "h" if letter == "B" else "v"
        rows = [
            Row(f"{letter}{at}", f"{sign} {number.signed(float(v), 3)}", y,
                float(middle) if np.isfinite(middle) else None)
            for at, (v, y, middle) in enumerate(
                zip(found.weights, found.contributions, found.middles, strict=True), start=1)
        ]  # fmt: skip
        self._page.parts.show_rows(Rows(x, rows, found.bias, found.running()))
        beyond = self.reach > HALF_WIDTH and self.view == "train"
        self._page.show_parts_words(*sentences.of_parts(bumps=letter == "B", running=self.running, beyond=beyond))

    def _show_numbers(self, spec: NetworkSpec, measured: Errors) -> None:
        hidden = tuple(layer.units for layer in spec.layers[:-1])
        self._bar.show_network(sum(hidden), spec.parameter_count, measured.mean_squared)
        if self.view == "hand":
            hand, construction = self._page.hand, self.construction
            hand.show_words(sentences.formula(construction), sentences.what_it_teaches(construction))
            hand.show_errors(error_text(measured.largest), error_text(measured.mean_squared),
                             sentences.bound(construction, self.values), sentences.units_text(hidden))  # fmt: skip
            return
        self._page.fits.plot.show_now(hidden[0], measured)
        if spec.layers[0].activation.name == "Linear":
            slope, height = best_line(self.values)
            error = errors(slope * DENSE + height, self.values).mean_squared
            self._page.fits.show_line(number.plain(slope, 3), number.MINUS if height < 0 else "+",
                                      number.plain(abs(height), 3), error_text(error))  # fmt: skip
        else:
            self._page.fits.show_theorem()

    def _show_towers(self) -> None:
        towers = self.construction.towers
        picture = tower_picture(towers)
        self._page.towers.show_picture(picture)
        self.show_cut(self._cut)
        self._show_numbers(towers.network(), picture.errors)

    def show_cut(self, x2: float) -> None:
        """Cut surface and towers at another x₂."""
        self._cut = x2
        towers, x = self.construction.towers, DENSE[::4]
        self._page.towers.show_cut(x2, cut(towers, x2, PLACES)[0], x, cut(towers, x2, x)[1])

    # three curves

    def show_three(self, fits: Fits) -> None:
        """Show best and worst run of this many units, and the staircase of as many."""
        if self.view != "sides" or self.snapshot is None:
            return
        units = self.snapshot.experiment.network.layers[0].units
        spread = fits.spread(units)
        pieces = max(1, units // 2)
        spec = staircase(self.values, pieces, steepness_for(pieces))
        measured = errors_of_staircase(self.values, pieces, steepness_for(pieces))
        bumps = "1 bump" if pieces == 1 else f"{pieces} bumps"
        hand = Exhibit("Constructed", f"{bumps} of two units, no training", DENSE,
                       outputs(spec, spec.first_theta(), DENSE), error_text(measured.largest),
                       error_text(measured.mean_squared))  # fmt: skip
        needed = None if spread is None else self._pieces_for(spread.best.errors.mean_squared)
        runs = None
        if spread is not None:
            runs = (_exhibit("Best", spread.best, spread.count), _exhibit("Worst", spread.worst, spread.count))
        told = sentences.three(spread, 2 * pieces, measured.mean_squared, needed)
        self._page.three.show_exhibits(self.values, runs, hand, told)
        known = units in WIDTHS
        missing = "" if spread else (
            "No runs of this curve yet. Fit all widths to see what training finds." if known else
            f"There are no fits with {units} units; choose one of {', '.join(map(str, WIDTHS))}.")  # fmt: skip
        self._page.three.show_missing(missing, offered=known)

    def _pieces_for(self, error: float) -> int | None:
        key = (self.values.tobytes(), error)
        if self._needed is None or self._needed[:2] != key:
            self._needed = (*key, pieces_for(self.values, error) if np.isfinite(error) else 1)
        return self._needed[2]

    # numbers

    def table(self) -> tuple[list[str], list[list[float]]] | None:
        """x, target, output, bias and every part, at the places of the target; None for towers."""
        found = self.parts_at(PLACES)
        if found is None:
            return None
        names = ["x", "target", "output", "bias", *(f"part {at}" for at in range(1, len(found.weights) + 1))]
        columns = [PLACES, self.values, found.output, np.full(len(PLACES), found.bias), *found.contributions]
        return names, np.column_stack(columns).tolist()


def _exhibit(which: str, fitted: Fitted, count: int) -> Exhibit:
    output = outputs(fitted.snapshot.experiment.network, fitted.snapshot.theta, DENSE)
    about = f"seed {fitted.seed}, {number.count(fitted.snapshot.epoch)} epochs"
    return Exhibit(f"{which} of {count} runs", about, DENSE, output, error_text(fitted.errors.largest),
                   error_text(fitted.errors.mean_squared))  # fmt: skip

