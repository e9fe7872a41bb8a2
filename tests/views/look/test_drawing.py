"""One recording gives PNG, SVG and PDF, so they show the same; browsers need none of our fonts for it."""

from __future__ import annotations

import re
import shutil
import subprocess
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QLinearGradient, QPainter, QPen, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from mlpviz.engine import number
from mlpviz.engine.experiment import preset
from mlpviz.offscreen import _settle, part_of
from mlpviz.views.look.drawing import drawing_of, keep_as_shapes, records
from mlpviz.views.look.drawing_svg import svg
from mlpviz.views.look.drawn import Raster, Shape, Words
from mlpviz.views.look.picture_file import content, in_pixels

SVG = "{http://www.w3.org/2000/svg}"
ANTIALIASED = QPainter.RenderHint.Antialiasing


def grey(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width()].astype(int)


def rendered(text: str, size) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    renderer = QSvgRenderer(QByteArray(text.encode()))
    assert renderer.isValid()
    renderer.render(painter)
    painter.end()
    return image


def paint_everything(painter: QPainter) -> None:
    """Something of each kind, turned, stretched, clipped, dashed and half transparent."""
    painter.fillRect(0, 0, 120, 100, QColor(250, 250, 240))
    painter.setRenderHint(ANTIALIASED)
    shades = QLinearGradient(10, 0, 60, 0)
    shades.setColorAt(0, QColor(255, 0, 0))
    shades.setColorAt(1, QColor(0, 0, 255, 128))
    painter.fillRect(QRectF(10, 5, 50, 12), shades)
    painter.setPen(QPen(QColor(0, 90, 0), 2, Qt.PenStyle.DashLine))
    painter.setBrush(QColor(255, 200, 0, 120))
    painter.save()
    painter.setClipRect(QRectF(0, 20, 60, 30))
    painter.translate(40, 40)
    painter.rotate(30)
    painter.scale(2.0, 0.75)
    painter.drawRoundedRect(QRectF(-12, -12, 24, 24), 4, 4)
    painter.restore()
    painter.setPen(QPen(QColor(20, 20, 20), 0))  # cosmetic: 1 px, however its path is stretched
    painter.setTransform(QTransform.fromScale(10.0, 0.1), combine=True)
    painter.drawPolyline([QPointF(7, 300), QPointF(9, 200), QPointF(11, 400)])
    painter.resetTransform()
    painter.setPen(QColor(0, 0, 120))
    painter.setOpacity(0.6)
    font = QFont("Inter")  # that of the application is as large as the test before has left it
    font.setPixelSize(13)
    painter.setFont(font)
    painter.drawText(QPointF(8, 90), "x₁ < 0.25 & η")


def test_that_a_recording_holds_shapes_words_and_only_the_pixels_it_must(qapp):
    drawing = drawing_of(QSizeF(120, 100), paint_everything)
    hatched = QBrush(QColor(0, 0, 0), Qt.BrushStyle.BDiagPattern)
    (hatching,) = drawing_of(QSizeF(9, 9), lambda painter: painter.fillRect(QRectF(2, 2, 5, 5), hatched)).marks

    assert {type(mark) for mark in drawing.marks} == {Shape, Words}
    assert isinstance(hatching, Raster)
    text = svg(drawing, "a < b")
    root = ElementTree.fromstring(text)
    assert root.findtext(f"{SVG}title") == "a < b"
    assert "x₁ < 0.25 & η" in "".join(node.text or "" for node in root.iter(f"{SVG}text"))
    assert root.get("viewBox") == "0 0 120 100"


def test_that_screen_recording_and_svg_show_the_same(qapp):
    direct = QImage(120, 100, QImage.Format.Format_RGB32)
    direct.fill(0xFFFFFFFF)
    painter = QPainter(direct)
    paint_everything(painter)
    painter.end()
    drawing = drawing_of(QSizeF(120, 100), paint_everything)

    assert np.abs(grey(in_pixels(drawing)) - grey(direct)).mean() < 0.8
    difference = np.abs(grey(rendered(svg(drawing, ""), direct.size())) - grey(direct))
    difference[15:55] = 0  # Qt draws SVG without its clips; browsers know them
    assert difference.mean() < 1.5


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_that_a_png_has_so_many_pixels_for_each_px(qapp, scale):
    drawing = drawing_of(QSizeF(120, 100), paint_everything)

    image = QImage.fromData(content("png", drawing, "", scale))

    assert image.size().toTuple() == (120 * scale, 100 * scale)
    smaller = image.scaled(120, 100, mode=Qt.TransformationMode.SmoothTransformation)
    assert np.abs(grey(smaller) - grey(in_pixels(drawing))).mean() < 3.0


def test_that_a_pdf_is_one_page_of_the_size_of_the_drawing_without_a_picture_of_the_whole(qapp):
    page = content("pdf", drawing_of(QSizeF(120, 100), paint_everything), "title")

    assert page.startswith(b"%PDF-")
    (box,) = set(re.findall(rb"/MediaBox \[([^\]]*)\]", page))
    assert [round(float(value)) for value in box.split()] == [0, 0, 90, 75]  # points: 72 for 96 px
    assert b"/Subtype /Image" not in page


def test_that_a_picture_kept_in_pixels_is_recorded_as_the_shapes_in_it(qapp):
    kept = QPixmap(20, 10)
    keep_as_shapes(kept, lambda painter: painter.fillRect(5, 0, 10, 10, QColor(255, 0, 0)))

    whole = QRectF(10, 10, 40, 20)
    (mark,) = drawing_of(QSizeF(50, 50), lambda painter: painter.drawPixmap(whole, kept, QRectF(kept.rect()))).marks

    assert isinstance(mark, Shape)
    assert mark.reach().getRect() == (20.0, 10.0, 20.0, 20.0)  # twice as large
    assert not records(QPainter(kept))


@pytest.fixture
def trained(qtbot, open_app):
    app = open_app(preset("XOR", per_class=20))
    app.window.resize(1440, 900)
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest is not None and app.bench.playhead.newest.epoch == 1)
    _settle(app)
    return app


@pytest.mark.parametrize("name", ["network", "data", "loss", "window"])
def test_that_every_part_is_lines_and_words_and_looks_like_its_picture(trained, name):
    part = part_of(trained, name)
    drawing = part.drawing()

    text = svg(drawing, name)
    words = " ".join(node.text or "" for node in ElementTree.fromstring(text).iter(f"{SVG}text"))
    known = {"network": "Dense 6 · tanh", "loss": number.loss(trained.bench.playhead.newest.scores.train_loss)}
    assert known.get(name, "") in words
    whole = part.size().width() * part.size().height()
    pixels = [mark for mark in drawing.marks if isinstance(mark, Raster)]
    large = [mark for mark in pixels if mark.area.width() * mark.area.height() > 0.1 * whole]
    assert len(large) <= (name == "data")  # the surface between the classes
    image = part.image(1)
    assert np.abs(grey(rendered(text, image.size())) - grey(image)).mean() < 2.0
    assert part.image(2).size() == image.size() * 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["network", "window"])
def test_that_a_browser_without_our_fonts_shows_the_same(trained, name, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no browser here")
    part = part_of(trained, name)
    image = part.image(1)
    (tmp_path / "a.svg").write_text(svg(part.drawing(), name), encoding="utf-8")
    shot, size = tmp_path / "a.png", f"--window-size={image.width()},{image.height()}"
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size]
    subprocess.run([*command, f"--screenshot={shot}", (tmp_path / "a.svg").as_uri()], check=True, capture_output=True)

    assert np.abs(grey(QImage(str(shot))) - grey(image)).mean() < 3.0
