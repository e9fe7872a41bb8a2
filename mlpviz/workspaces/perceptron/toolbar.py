"""The toolbar of the Perceptron: reset, one sample, one pass, and how far it has come."""

from __future__ import annotations

from mlpviz.engine import number
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import LiveLabel
from mlpviz.views.look.theme import Theme
from mlpviz.views.statistics import Meaning, Statistics
from mlpviz.views.toolbar import Toolbar
from mlpviz.workspaces.perceptron.trial import Trial

MEANINGS = (
    Meaning("sample", "Sample", "The sample seen last, of all in a pass.", widest="0 of 0"),
    Meaning("rate", "Learning rate", "What a sample is multiplied by before it is added to the weights.", widest="0"),
    Meaning("mistakes", "Mistakes", "Wrong answers so far; the weights change after each of them.", widest="000"),
)


class PerceptronToolbar(Toolbar):
    """Buttons that ask for samples; the workspace connects them."""

    def __init__(self, theme: Theme) -> None:
        """Build the row."""
        super().__init__(theme)
        self.reset = IconButton(theme, "reset", "Back to zero weights (R)")
        self.back = IconButton(theme, "step-back", "One sample back (,)")
        self.one_sample = Button(theme, "1 sample", "primary", icon="step-forward", tip="One sample (.)", large=True)
        self.one_pass = Button(theme, "1 pass", icon="phase", tip="Every sample once (Ctrl+.)")
        self._pass = LiveLabel("0", "value")
        self._numbers = Statistics(theme, MEANINGS)
        self.add(self.reset, self.back, self.one_sample, self.one_pass)
        self.add_fence()
        self.add_cell("Pass", self._pass)
        self.add_statistics(self._numbers)
        self.restyle()

    def show_trial(self, trial: Trial) -> None:
        """Show which sample of which pass was seen last, and all mistakes."""
        perceptron, last = trial.perceptron, trial.last
        self._pass.setText(number.count(len(perceptron.mistakes_per_pass)))
        self._numbers.show_texts({
            "sample": ("–" if last is None else f"{last.place + 1} of {len(perceptron.inputs)}", ""),
            "rate": (number.plain(float(perceptron.rate)), ""),
            "mistakes": (number.count(perceptron.mistakes), ""),
        })
        self.back.setEnabled(last is not None)
        self.reset.setEnabled(last is not None)
