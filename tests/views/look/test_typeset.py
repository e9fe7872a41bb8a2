"""Equations are pictures with a baseline, remembered by what they say, their colour and their size."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from mlpviz import resource
from mlpviz.views.look import typeset
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import BASE, Typesetter


@pytest.fixture
def typesetter(theme: Theme) -> Typesetter:
    return Typesetter(theme)


def inked(image: QImage, color: QColor) -> bool:
    """Whether some pixel is wholly of this colour."""
    return any(image.pixelColor(x, y) == color for x in range(image.width()) for y in range(image.height()))


def test_that_a_formula_is_drawn_in_its_colour(typesetter: Typesetter, theme: Theme) -> None:
    for token in ("hl", "t1"):
        drawn = typesetter.picture(r"\frac{\partial E}{\partial w_5}", theme.palette.color(token), 22.0).toImage()
        assert inked(drawn, theme.palette.color(token))


def test_that_the_same_formula_is_typeset_once_for_all_colours_and_sizes(
    typesetter: Typesetter, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = typeset.typeset

    def noted(latex: str) -> str:
        asked.append(latex)
        return real(latex)

    set_before = typeset.set_anew.cache_info().misses
    monkeypatch.setattr(typeset, "typeset", noted)
    for token, px in (("hl", 22.0), ("t1", 14.0), ("t2", 22.0), ("hl", 40.0)):
        typesetter.picture("w_{77}", theme.palette.color(token), px)
    assert set(asked) == {"w_{77}"}
    assert typeset.set_anew.cache_info().misses == set_before + 1


def test_that_the_same_picture_is_not_drawn_twice(typesetter: Typesetter, theme: Theme) -> None:
    color = theme.palette.color("t1")
    assert typesetter.picture("w_5", color, 22.0) is typesetter.picture("w_5", color, 22.0)


def test_that_a_fraction_reaches_below_the_line_letters_stand_on(typesetter: Typesetter) -> None:
    fraction, letter = typesetter.extent(r"\frac{a}{b}", 22.0), typesetter.extent("a", 22.0)
    assert fraction.descent > letter.descent
    assert typesetter.baseline(r"\frac{a}{b}", 22.0) > typesetter.baseline("a", 22.0)
    assert fraction.height == pytest.approx(typesetter.size(r"\frac{a}{b}", 22.0).height())


def test_that_terms_drawn_at_one_height_share_their_baseline(typesetter: Typesetter, theme: Theme) -> None:
    image = QImage(300, 100, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    covered = [
        typesetter.draw(painter, latex, theme.palette.color("t1"), 22.0, QPointF(x, 50.0))
        for latex, x in (("a", 20.0), (r"\frac{a}{b}", 80.0))
    ]
    painter.end()
    baselines = [
        box.top() + typesetter.baseline(latex, 22.0) for box, latex in zip(covered, ("a", r"\frac{a}{b}"), strict=True)
    ]
    assert baselines == pytest.approx([50.0, 50.0])


def test_that_a_formula_in_a_box_keeps_to_its_side(typesetter: Typesetter, theme: Theme) -> None:
    image = QImage(200, 60, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    box, color = QRectF(0, 0, 200, 60), theme.palette.color("t1")
    right = typesetter.draw(painter, "x", color, 22.0, box, Qt.AlignmentFlag.AlignRight)
    middle = typesetter.draw(painter, "x", color, 22.0, box)
    painter.end()
    assert right.right() == pytest.approx(200.0)
    assert middle.center().x() == pytest.approx(100.0)
    assert middle.center().y() == pytest.approx(30.0)


@pytest.mark.parametrize("latex", ["(-1.318)", "(\u22121.318)", "({-1.318})"])
def test_that_a_minus_in_parentheses_is_a_sign(typesetter: Typesetter, latex: str) -> None:
    assert typesetter.size(latex, 22.0).width() == pytest.approx(typesetter.size("({-1.318})", 22.0).width())


def test_that_each_row_of_a_formula_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from latex2mathml.converter import convert
    from ziamath.nodes.mrow import Mrow

    latex, rows, set_once = r"\frac{x_{a_{b_{c}}} + 1}{y^{d^{e}}}", [], Mrow._setup

    def noted(row: Mrow, **how: object) -> None:
        rows.append(row)
        set_once(row, **how)

    monkeypatch.setattr(Mrow, "_setup", noted)
    typeset.set_anew(latex)

    whole = 1
    assert len(rows) == whole + convert(latex).count("<mrow>")


def test_that_a_formula_in_many_sizes_takes_the_room_of_what_is_drawn(theme: Theme) -> None:
    typesetter, latex = Typesetter(theme), r"\partial L/\partial w"
    box = typesetter._renderer(latex, "#000000").viewBoxF()
    assert typesetter.extent(latex, 2 * BASE).width == 2 * box.width()


def test_that_brackets_still_stretch_over_what_they_enclose(typesetter: Typesetter) -> None:
    plain, enclosed = r"\frac{x}{y}", r"\left(\frac{x}{y}\right)"
    assert typesetter.extent(enclosed, 22.0).height >= typesetter.extent(plain, 22.0).height
    assert typesetter.extent(r"\left(x\right)", 22.0).height < 0.8 * typesetter.extent(enclosed, 22.0).height


def test_that_ready_formulas_are_what_the_typesetter_makes_of_them():
    ready = json.loads(resource.path("typeset.json").read_text(encoding="utf-8"))
    for latex, text in ready.items():
        assert text == typeset.set_anew(latex)


def test_that_the_first_window_opens_without_the_typesetter():
    program = (
        "import sys; from mlpviz.app import App, application; from mlpviz.engine.experiment import preset;"
        "from mlpviz.views.look.theme import Theme; qt = application(); theme = Theme('light'); theme.apply(qt);"
        "app = App(preset('Spiral'), theme); app.window.show(); app.window.grab(); app.close();"
        "print([name for name in sys.modules if name.startswith(('ziamath', 'mlpviz.views.walk'))])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
