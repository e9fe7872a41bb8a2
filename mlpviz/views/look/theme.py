"""Which palette, fonts and sizes the window uses now; every view is given the one Theme."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot
from PySide6.QtGui import QFont, QGuiApplication, QPalette, QScreen, Qt
from PySide6.QtWidgets import QApplication, QStyleFactory

from mlpviz.views.look import fonts, style
from mlpviz.views.look import palette as palettes
from mlpviz.views.look.focusring import FocusRing
from mlpviz.views.look.paint_later import paint_later
from mlpviz.views.look.palette import Palette, tokens

CHOICES = ("system", "light", "dark", "contrast")
TEXT_SCALES = (0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
"""The steps of View ▸ Text size."""
GROWS_WITH_TEXT = frozenset(
    ("menu_bar", "toolbar", "rail", "timeline", "step_scrubber")
    + ("control_height", "field_height", "primary_height", "primary_width", "chip_height")
)
"""Sizes that hold a line of text and so follow the text scale."""

_WEIGHTS = {weight.value: weight for weight in QFont.Weight}


class Theme(QObject):
    """Palette, fonts and sizes; `changed` asks every view to restyle and repaint."""

    changed = Signal()
    undressing = Signal()
    """The old stylesheet is about to be taken off."""
    undressed = Signal()
    """It is off, and the new one is not yet on."""

    def __init__(self, choice: str = "system", text_scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application: QApplication | None = None
        self._reduced_motion = False
        self._text_scale = float(text_scale)
        self._choice = _known(choice)
        fonts.load()
        self._fonts: dict[tuple[str, int | None, bool, bool, float], QFont] = {}
        self._palette = palettes.palette(self._resolved())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._released = False

    @property
    def palette(self) -> Palette:
        """The palette now in use."""
        return self._palette

    @property
    def choice(self) -> str:
        """What the learner chose: "system", "light", "dark" or "contrast"."""
        return self._choice

    @property
    def text_scale(self) -> float:
        """How much larger than designed text is drawn."""
        return self._text_scale

    @property
    def reduced_motion(self) -> bool:
        """Whether every duration is 0."""
        return self._reduced_motion

    def choose(self, choice: str) -> None:
        """Use another theme; raises ValueError for a name that is not one of CHOICES."""
        self._choice = _known(choice)
        self._adopt(self._resolved())

    def set_text_scale(self, scale: float) -> None:
        """Draw text `scale` times as large as designed, between 0.75 and 2.5."""
        scale = min(max(float(scale), 0.75), 2.5)
        if scale != self._text_scale:
            self._text_scale = scale
            self._restyle()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Make every duration 0, or what the design says."""
        self._reduced_motion = reduced

    def font(self, role: str = "m", *, weight: int | None = None, code: bool = False, tabular: bool = True) -> QFont:
        """The font of a role of the type scale ("xs", "s", "m", "body", "value", "title", …)."""
        key = (role, weight, code, tabular, self._text_scale)
        if key not in self._fonts:
            self._fonts[key] = self._made_font(role, weight, code, tabular)
        return QFont(self._fonts[key])

    def _made_font(self, role: str, weight: int | None, code: bool, tabular: bool) -> QFont:
        entry = tokens()["type"]["scale"][role]
        font = QFont(fonts.CODE if code else fonts.UI)
        font.setPixelSize(self.text_px(role))
        font.setWeight(_WEIGHTS[weight if weight is not None else entry.get("weight", 400)])
        # Hinting, where a machine is set so, rounds the width of every sign to whole px.
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if code:
            font.setStyleHint(QFont.StyleHint.Monospace)
            font.setFeature(fonts.LIGATURES, 0)
        if tabular:
            font.setFeature(fonts.TABULAR, 1)
        return font

    def text_px(self, role: str = "m") -> int:
        """Pixel size of the text of a role."""
        return max(1, round(float(tokens()["type"]["scale"][role]["px"]) * self._text_scale))

    def line_px(self, role: str = "m") -> int:
        """Height of one line of text of a role."""
        return max(1, round(float(tokens()["type"]["scale"][role]["line"]) * self._text_scale))

    def px(self, name: str) -> int:
        """A size of the design: "toolbar", "node.default", "rail_item.0", or a spacing ("panel_padding")."""
        head, _, tail = name.partition(".")
        for group in ("sizes", "spacing"):
            if head in tokens()[group]:
                value = tokens()[group][head]
                if isinstance(value, dict):
                    value = value[tail or "default"]
                elif isinstance(value, list):
                    value = value[int(tail or 0)]
                grown = max(1.0, self._text_scale) if head in GROWS_WITH_TEXT else 1.0
                return round(float(value) * grown)
        raise KeyError(f"The design has no size called {name!r}.")

    def radius(self, name: str = "control") -> int:
        """A corner radius: small, control, card, node, badge or step_node."""
        return int(tokens()["radii"][name])

    def line(self, name: str = "hairline") -> float:
        """A line width in px ("curve", "focus", "contour", …), thicker in the high contrast theme."""
        return float(tokens()["lines"][name]) * self._palette.line_factor

    def dash(self, name: str) -> list[float]:
        """A dash pattern in px, by its name among the tokens."""
        return [float(length) for length in tokens()["lines"]["dash"][name]]

    def ms(self, name: str) -> int:
        """A duration in milliseconds; 0 while motion is reduced."""
        return 0 if self._reduced_motion else int(tokens()["motion_ms"][name])

    def apply(self, application: QApplication) -> None:
        """Dress the application: Fusion, palette, fonts and stylesheet; kept up to date from now on."""
        if self._application is None:
            self._ring = FocusRing(self, application)
            application.screenAdded.connect(self._meet_screen)
        self._application = application
        application.setStyle(QStyleFactory.create("Fusion"))
        # A menu that opened on press, as X11 has it, would be chosen from by the release of the same click.
        application.styleHints().setContextMenuTrigger(Qt.ContextMenuTrigger.Release)
        self._dress()

    def release(self) -> None:
        """Follow the system no more: the window that this theme dressed is gone."""
        if not self._released:
            self._released = True
            QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._follow_system)
            if self._application is not None:
                self._application.screenAdded.disconnect(self._meet_screen)

    @Slot(QScreen)
    def _meet_screen(self, screen: QScreen) -> None:
        self.changed.emit()  # icons are drawn as fine as the finest screen

    @Slot()
    def _follow_system(self) -> None:
        if self._choice == "system":
            self._adopt(self._resolved())

    def _adopt(self, name: str) -> None:
        if name != self._palette.name:
            self._palette = palettes.palette(name)
            self._restyle()

    def _restyle(self) -> None:
        if self._application is not None:
            for window in self._application.topLevelWidgets():
                paint_later(window)
            self._dress()
        self._tell()

    def _tell(self) -> None:
        """Let every view restyle and lay itself out."""
        self.changed.emit()
        # Else all would be painted twice: in its old place first, and again once it is laid out.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _dress(self) -> None:
        assert self._application is not None
        self._application.setPalette(_qt_palette(self._palette))
        self._application.setFont(self.font(tabular=False))
        # WORKAROUND replacing a style sheet takes Qt five times as long as taking it off and setting the next one.
        self.undressing.emit()
        self._application.setStyleSheet("")
        self.undressed.emit()
        self._application.setStyleSheet(style.sheet(self))

    def _resolved(self) -> str:
        if self._choice != "system":
            return self._choice
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return "dark" if dark else "light"


def _known(choice: str) -> str:
    if choice not in CHOICES:
        raise ValueError(f"There is no theme {choice!r}; choose one of {', '.join(CHOICES)}.")
    return choice


Role = QPalette.ColorRole
_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (Role.Window, "panel"), (Role.WindowText, "t1"), (Role.Base, "panel"), (Role.AlternateBase, "win"),
    (Role.Text, "t1"), (Role.PlaceholderText, "t3"), (Role.Button, "panel"), (Role.ButtonText, "t1"),
    (Role.BrightText, "t1"), (Role.ToolTipBase, "raised"), (Role.ToolTipText, "t1"), (Role.Highlight, "ink"),
    (Role.HighlightedText, "onink"), (Role.Link, "t1"), (Role.LinkVisited, "t2"), (Role.Light, "panel"),
    (Role.Midlight, "sel"), (Role.Mid, "line2"), (Role.Dark, "ctl"), (Role.Shadow, "line"), (Role.Accent, "ink"),
)  # fmt: skip


def _qt_palette(colors: Palette) -> QPalette:
    made = QPalette()
    for role, token in _ROLES:
        made.setColor(role, colors.color(token))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, colors.color("t3"))
    made.setColor(QPalette.ColorGroup.Disabled, Role.Highlight, colors.color("line2"))
    return made
