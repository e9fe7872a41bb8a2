"""What each command of the menus and keys does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from PySide6.QtCore import QObject, Slot

from mlpviz.bench.transport import Transport
from mlpviz.control.files import Files
from mlpviz.control.stepping import Stepping
from mlpviz.state.document import Document
from mlpviz.state.editor import Editor
from mlpviz.trainer.trainer import Trainer
from mlpviz.views.graph.edge_look import Lens
from mlpviz.views.keys_dialog import KeysDialog
from mlpviz.views.look.theme import TEXT_SCALES, Theme
from mlpviz.window import Window


class Commands(QObject):
    """One method or call for every name in the key table; families such as "preset:XOR" share one."""

    def __init__(
        self,
        window: Window,
        theme: Theme,
        document: Document,
        editor: Editor,
        trainer: Trainer,
        transport: Transport,
        stepping: Stepping,
        files: Files,
    ) -> None:
        """Take over the menus of `window`."""
        super().__init__(window)
        self._window, self._theme, self._editor, self._trainer = window, theme, editor, trainer
        self._transport, self._stepping = transport, stepping
        data, network, stack = window.playground.data, window.playground.network, document.undo_stack
        self._plain: dict[str, Callable[[], object]] = {
            "new": partial(data.choose_preset, "Blank"),
            "open_points": files.open,
            "save_points": files.save,
            "save_picture": files.save_picture,
            "quit": window.close,
            "undo": stack.undo,
            "redo": stack.redo,
            "text_larger": partial(self._step_text, 1),
            "text_smaller": partial(self._step_text, -1),
            "text_normal": partial(theme.set_text_scale, 1.0),
            "fit": data.fit,
            "dice": data.throw_dice,
            "add_layer": editor.add_layer,
            "remove_layer": editor.remove_layer,
            "reset": partial(self.reset, False),
            "reset_new": partial(self.reset, True),
            "play": self._play_or_pause,
            "epoch": self._one_epoch,
            "back": self._back,
            "earlier": self._back,
            "forward": self._forward,
            "first": partial(transport.scrub, 0),
            "live": transport.go_live,
            "walk": stepping.toggle,
            "slower": partial(window.toolbar.change_speed, -1),
            "faster": partial(window.toolbar.change_speed, 1),
            "keys": self._show_keys,
            "about": self._show_about,
        }
        self._families: dict[str, Callable[[str], object]] = {
            "preset": data.choose_preset,
            "tool": data.choose_tool,
            "class": self._choose_class,
            "lens": self.choose_lens,
            "theme": self.choose_theme,
            "example": self._open_example,
        }
        self._switches: dict[str, Callable[[bool], object]] = {
            "sign_patterns": network.set_sign_patterns,
            "presentation": window.playground.present,
            "reduced_motion": theme.set_reduced_motion,
        }
        window.commanded.connect(self.carry_out)

    def names(self) -> frozenset[str]:
        """What there is a handler for; a whole family is named by what stands before the colon."""
        return frozenset((*self._plain, *self._families, *self._switches))

    @Slot(str, bool)
    def carry_out(self, name: str, checked: bool = False) -> None:
        """Do what the command of that name says; `checked` is the new state of a command that can be checked."""
        head, _, tail = name.partition(":")
        if tail:
            self._families[head](tail)
        elif head in self._switches:
            self._switches[head](checked)
            self._window.action(head).setChecked(checked)
        else:
            self._plain[head]()

    def _open_example(self, name: str) -> None:
        """Open an example where it is told: in the step-through."""
        self._transport.pause()
        self._editor.open_example(name)
        self._stepping.open_next()

    def _choose_class(self, number: str) -> None:
        self._window.playground.data.choose_class(int(number))

    @Slot(str)
    def choose_lens(self, lens: str) -> None:
        """Colour the edges by "weights", "gradients", "both" or "update"."""
        self._window.playground.network.choose_lens(cast("Lens", lens))
        if self._window.playground.walk is not None:
            self._window.playground.walk.graph.choose_lens(lens)
        self._window.action(f"lens:{lens}").setChecked(True)

    def choose_theme(self, choice: str) -> None:
        """Use "system", "light", "dark" or "contrast"."""
        self._theme.choose(choice)
        self._window.action(f"theme:{choice}").setChecked(True)

    @Slot()
    def other_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        self.choose_theme("light" if self._theme.palette.dark else "dark")

    @Slot(bool)
    def reset(self, new: bool = False) -> None:
        """Pause and start over, with the same initial weights or with new ones."""
        self._transport.pause()
        self._editor.reset(new=new)

    def _step_text(self, step: int) -> None:
        scales = sorted({*TEXT_SCALES, self._theme.text_scale})
        at = scales.index(self._theme.text_scale) + step
        self._theme.set_text_scale(scales[min(max(at, 0), len(scales) - 1)])

    def _play_or_pause(self) -> None:
        if self._trainer.training:
            self._transport.pause()
        else:
            self.play()

    @Slot()
    def play(self) -> None:
        """Close the step-through, if it is open, and train."""
        self._stepping.leave()
        self._transport.play()

    def _stepping_now(self) -> bool:
        return self._window.playground.stepping

    @Slot()
    def _one_epoch(self) -> None:
        if self._stepping_now():
            self._stepping.walkthrough.next()
        else:
            self._transport.one_epoch()

    @Slot()
    def _back(self) -> None:
        if self._stepping_now():
            self._stepping.walkthrough.back()
        else:
            self._transport.back()

    def _forward(self) -> None:
        if self._stepping_now():
            self._stepping.walkthrough.next()
        else:
            self._transport.forward()

    @Slot()
    def one_epoch(self) -> None:
        """The button of one epoch: it closes the step-through."""
        self._stepping.leave()
        self._transport.one_epoch()

    @Slot()
    def back(self) -> None:
        """The button of one step back: an epoch, or an operation while stepping."""
        self._back()

    def _show_about(self) -> None:
        from mlpviz.views.about import show_about

        show_about(self._window)

    def _show_keys(self) -> None:
        dialog = KeysDialog(self._window)
        dialog.exec()
        dialog.deleteLater()
