"""Every machine draws with the fonts that come with the program, in every weight, and no sign is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QImage, QRawFont, QTextLayout
from PySide6.QtWidgets import QLabel

from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.look import fonts
from mlpviz.views.look.theme import Theme

WITHOUT_FONTS = """
from PySide6.QtWidgets import QLabel
from PySide6.QtGui import QFontDatabase, QFontInfo
from mlpviz.app import application
from mlpviz.views.look.theme import Theme
qt = application()
theme = Theme("light")
theme.apply(qt)
aliases = {"Monospace", "Sans Serif", "Serif"}
print(sorted({*QFontDatabase.families()} - aliases), QFontInfo(QLabel("x").font()).family())
"""

MEASURED = """
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel
from mlpviz.app import application
from mlpviz.views.controls.label import LiveLabel
from mlpviz.views.look.theme import Theme
qt = application()
theme = Theme("light")
theme.apply(qt)
for widget in (QLabel(), LiveLabel("", "value")):
    widget.ensurePolished()
    print(QFontMetricsF(widget.font()).horizontalAdvance("Points per class 0.11"))
print(QFontMetricsF(theme.font("xs")).horizontalAdvance("Points per class 0.11"))
print(QFontMetricsF(theme.font("s", code=True)).horizontalAdvance("self.x.T.dot(dz)"))
"""
SETTINGS = """
<fontconfig><match target="font">
  <edit name="hinting" mode="assign"><bool>{0}</bool></edit>
  <edit name="hintstyle" mode="assign"><const>{1}</const></edit>
</match></fontconfig>
"""


def ink(widget):
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    return sum(255 - byte for byte in bytes(picture.constBits()))


def test_that_words_are_drawn_in_inter_and_code_in_jetbrains_mono(theme: Theme) -> None:
    assert QFontInfo(theme.font()).family() == "Inter"
    assert QFontInfo(theme.font(code=True)).family() == "JetBrains Mono"
    assert QFontInfo(QLabel("x").font()).family() == "Inter"


@pytest.mark.parametrize("family", [fonts.UI[0], fonts.CODE[0]])
def test_that_a_heavier_weight_is_drawn_heavier(qtbot, theme: Theme, family: str) -> None:
    drawn = []
    for weight in (400, 500, 700):
        widget = QLabel("Hamburgefonts 0123456789")
        qtbot.addWidget(widget)
        widget.setStyleSheet(f"font-family: '{family}'; font-size: 20px; font-weight: {weight}; background: white")
        drawn.append(ink(widget))

    assert drawn[0] * 1.05 < drawn[1] < drawn[2] / 1.05


def test_that_a_title_is_heavier_than_a_caption_of_the_same_size(theme: Theme) -> None:
    plain, heavy = theme.font("m", weight=400), theme.font("m", weight=600)

    assert QFontInfo(heavy).weight() == QFont.Weight.DemiBold
    assert QFontInfo(plain).weight() == QFont.Weight.Normal


def glyphs(text, font):
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]


def test_that_a_changing_number_keeps_its_width(qtbot, theme: Theme) -> None:
    for widget in (LiveLabel(), label("", "value"), label("", "number")):
        qtbot.addWidget(widget)
        widget.ensurePolished()
        width = QFontMetricsF(widget.font()).horizontalAdvance
        assert [width(digit) for digit in "0123456789"] == pytest.approx([width("0")] * 10)


def test_that_a_hyphen_in_a_word_is_narrower_than_a_minus(qtbot, theme: Theme) -> None:
    widget = QLabel("Cross-entropy")
    qtbot.addWidget(widget)

    width = QFontMetricsF(widget.font()).horizontalAdvance
    assert width("-") < 0.8 * width("−")


@pytest.mark.parametrize("operator", ["!=", "->", ">=", "=="])
def test_that_an_operator_in_code_is_drawn_as_it_is_typed(theme: Theme, operator: str) -> None:
    font = theme.font(code=True)

    assert glyphs(operator, font) == [*chain(*(glyphs(sign, font) for sign in operator))]


@pytest.mark.parametrize("families", [fonts.UI, fonts.CODE])
def test_that_every_sign_that_the_program_writes_is_in_its_fonts(root: Path, theme: Theme, families) -> None:
    written = {sign for file in (root / "mlpviz").rglob("*.py") for sign in file.read_text(encoding="utf-8")}
    written |= {sign for file in (root / "resources").rglob("*.json") for sign in file.read_text(encoding="utf-8")}
    raw = [QRawFont.fromFont(QFont([family])) for family in families]

    missing = [sign for sign in written if sign > "~" and not any(font.supportsCharacter(ord(sign)) for font in raw)]
    assert missing == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fontconfig decides on Linux alone")
def test_that_a_machine_without_fonts_draws_with_those_of_the_program(tmp_path: Path) -> None:
    done = run_with("<fontconfig></fontconfig>", WITHOUT_FONTS, tmp_path)

    assert done.stdout == "['DejaVu Sans', 'Inter', 'JetBrains Mono'] Inter\n", done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fontconfig decides on Linux alone")
def test_that_text_is_as_wide_whatever_hinting_a_machine_is_set_to(tmp_path: Path) -> None:
    hinted = run_with(SETTINGS.format("true", "hintfull"), MEASURED, tmp_path)
    plain = run_with(SETTINGS.format("false", "hintnone"), MEASURED, tmp_path)

    assert len(hinted.stdout.split()) == 4, hinted.stderr
    assert hinted.stdout == plain.stdout


def run_with(settings: str, program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "fonts.conf").write_text(settings, encoding="utf-8")
    environment = {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)}
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)


AS_STARTED = """
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFontInfo, QFontMetricsF
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from mlpviz import app

def look():
    widgets = [one for one in QApplication.allWidgets() if isinstance(one, (QLabel, QPushButton))]
    print(len(widgets) > 50, {QFontInfo(one.font()).family() for one in widgets})
    combos = [QFontMetricsF(one.font()) for one in QApplication.allWidgets() if isinstance(one, QComboBox)]
    print({font.horizontalAdvance("-") < 0.8 * font.horizontalAdvance("0") for font in combos})
    QApplication.quit()

app.application()
QTimer.singleShot(0, look)
app.run_window()
"""


def test_that_the_started_window_is_in_inter_with_a_narrow_hyphen(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", AS_STARTED], env=environment, capture_output=True, text=True)

    assert done.stdout == "True {'Inter'}\n{True}\n", done.stderr
