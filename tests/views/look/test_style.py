"""The stylesheet finds its pictures, and leaves no file behind."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QImage

from mlpviz.views.look import style
from mlpviz.views.look.theme import CHOICES, Theme


@pytest.mark.parametrize("choice", CHOICES)
def test_that_every_picture_of_the_stylesheet_is_found_in_memory(qapp, choice):
    names = set(re.findall(r'url\("(.*?)"\)', style.sheet(Theme(choice))))

    assert names
    assert {name[:2] for name in names} == {":/"}
    assert not [name for name in names if QImage(name).isNull()]


def test_that_an_icon_has_the_color_that_was_asked_for(qapp):
    picture = QImage(style.tinted_icon("check", "#12ab34"))

    seen = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}

    assert "#12ab34" in seen
