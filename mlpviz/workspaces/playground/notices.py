"""What the Playground says above its page, and how long it holds."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot


class Notices(QObject):
    """One sentence at a time; a newer one takes the place of the last."""

    told = Signal(str, object, str)
    """As `Workspace.told`: a sentence, the buttons beside it, and its tone."""

    def __init__(self, parent: QObject) -> None:
        """Nothing has been said."""
        super().__init__(parent)
        self._tone = ""
        """The tone of what was told last, as long as it holds."""

    @Slot(str)
    def warn(self, sentence: str) -> None:
        """Say what is not possible, or what was lost."""
        self._tone = "warn"
        self.told.emit(sentence, [], "warn")

    @Slot(str)
    def inform(self, sentence: str) -> None:
        """Say what is going on; "" when it is over."""
        self.told.emit(sentence, [], "info")

    @Slot(str, object, str)
    def tell(self, sentence: str, buttons: list[tuple[str, str]], tone: str) -> None:
        """Say what happened, with what can be done about it, in a tone."""
        self._tone = tone
        self.told.emit(sentence, buttons, tone)

    @Slot(str, str)
    def offer(self, sentence: str, command: str) -> None:
        """Say what a command would better."""
        self._tone = "warn"
        self.told.emit(sentence, [(command, "Scale inputs")], "warn")

    @Slot(int, int)
    def tell_diverged(self, epoch: int, good: int) -> None:
        """Say that the loss is no number any more, and offer the ways out."""
        self._tone = "bad"
        self.told.emit(
            f"Training diverged at epoch {epoch}: the loss is not a number. Lower the learning rate or go back.",
            [("back", f"Back to epoch {good}"), ("halve", "Halve learning rate")],
            "bad",
        )

    @Slot()
    def take_back(self) -> None:
        """Say no longer what was told last."""
        self._tone = ""
        self.told.emit("", [], "warn")

    def take_back_warning(self) -> None:
        """Say no longer what was not possible: it may be so now."""
        if self._tone == "warn":
            self.take_back()
