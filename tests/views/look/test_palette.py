"""The palettes keep the promises of the design: contrast, symmetry and one place for every value."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QColor

from mlpviz.views.look import palette as palettes
from mlpviz.views.look.colors import channels
from mlpviz.views.look.palette import palette

THEMES = palettes.themes()
SURFACES = ("win", "panel", "canvas", "raised", "sel")


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def test_that_there_are_three_themes() -> None:
    assert THEMES == ("light", "dark", "contrast")
    assert [palette(name).dark for name in THEMES] == [False, True, False]


def test_that_every_theme_knows_the_same_names() -> None:
    assert len({frozenset(palette(name).tokens()) for name in THEMES}) == 1


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("ground", SURFACES)
@pytest.mark.parametrize("text", ["t1", "t2", "t3"])
def test_that_text_can_be_read_on_every_surface(name: str, text: str, ground: str) -> None:
    colors = palette(name)
    assert contrast(colors.color(text), colors.color(ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("text", "ground"), [("ok", "okbg"), ("warn", "warnbg"), ("bad", "badbg"), ("hlt", "hlbg")])
def test_that_a_verdict_can_be_read_on_its_ground(name: str, text: str, ground: str) -> None:
    assert contrast(palette(name).color(text), palette(name).color(ground)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
def test_that_outlines_of_controls_stand_out(name: str) -> None:
    assert contrast(palette(name).color("ctl"), palette(name).color("panel")) >= 3.0


def test_that_high_contrast_has_stronger_lines() -> None:
    strong, plain = palette("contrast"), palette("light")
    assert strong.color("line2") == plain.color("ctl")
    assert strong.line_factor == 1.5


@pytest.mark.parametrize("name", THEMES)
def test_that_zero_is_the_same_pale_colour_in_both_directions(name: str) -> None:
    assert palette(name).forward(0.0) == palette(name).backward(0.0)


def test_that_values_beyond_the_limit_take_the_last_colour() -> None:
    light = palette("light")
    assert light.forward(7.0) == light.forward(1.0) == QColor("#123C8C")
    assert light.backward(-7.0) == QColor("#063D1C")
    assert light.forward(float("nan")) == light.forward(0.0)


@pytest.mark.parametrize("kind", ["forward", "backward", "surface"])
def test_that_a_lookup_table_runs_from_end_to_end_and_is_locked(kind: palettes.Kind) -> None:
    table = palette("dark").lut(kind)
    assert table.shape == (256, 4)
    assert table.dtype == np.uint8
    assert (table[:, 3] == 255).all()
    assert not table.flags.writeable
    end: QColor = getattr(palette("dark"), kind)(1.0)
    assert tuple(table[-1, :3]) == (end.red(), end.green(), end.blue())


@pytest.mark.parametrize("name", THEMES)
def test_that_six_classes_differ_in_colour_and_in_shape(name: str) -> None:
    colors = palette(name)
    assert len({colors.class_color(index).name() for index in range(6)}) == 6
    assert [colors.class_shape(index) for index in range(6)] == [
        "square", "circle", "triangle", "diamond", "plus", "star",
    ]  # fmt: skip


def test_that_the_last_layer_has_the_last_colour_of_the_ramp() -> None:
    assert [color.name() for color in palette("light").layer_ramp(1)] == ["#5f0a47"]
    ramp = palette("light").layer_ramp(3)
    assert [ramp[0].name(), ramp[-1].name()] == ["#cc78b4", "#5f0a47"]


def test_that_widths_follow_the_formulas_of_the_design() -> None:
    assert palettes.edge_width("weight", [2.0, -1.0, 0.0], 2.0) == pytest.approx([6.0, 0.8 + 5.2 * 0.5**0.9, 0.8])
    assert palettes.edge_width("gradient", [-1.0], 2.0) == pytest.approx([0.8 + 6 * 0.5**0.6])
    assert palettes.edge_width("update", [-1.0], 2.0) == pytest.approx([0.8 + 5 * 0.5**0.6])
    assert palettes.casing_width([1.0, 1e-6], 1.0) == pytest.approx([3.4, 0.0])
    assert palettes.color_share([-1.0, 0.0, 0.5], 1.0) == pytest.approx([-1.0, 0.0, 0.22 + 0.78 * 0.5**0.7])
    assert palettes.casing_share([-1.0], 1.0) == pytest.approx([-0.84])


def test_that_no_limit_and_no_number_give_the_thinnest_line() -> None:
    assert palettes.edge_width("weight", [1.0], 0.0) == pytest.approx([0.8])
    assert palettes.edge_width("weight", [float("nan"), float("inf")], 1.0) == pytest.approx([0.8, 0.8])


def machado(color: QColor, kind: str) -> np.ndarray:
    """What a person without one kind of cone sees, in linear RGB (Machado, Oliveira and Fernandes 2009, severity 1)."""
    tables = {
        "protanopia": [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        "deuteranopia": [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ],
        "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    }
    channels = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.clip(np.array(tables[kind]) @ linear, 0.0, 1.0)


def lab(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a linear RGB colour under D65."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = to_xyz @ linear / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", ["protanopia", "deuteranopia", "tritanopia"])
def test_that_the_four_edge_colours_stay_apart_for_every_eye(name: str, kind: str) -> None:
    colors = palette(name)
    edges = [colors.forward(0.6), colors.forward(-0.6), colors.backward(0.6), colors.backward(-0.6)]
    seen = [lab(machado(color, kind)) for color in edges]
    assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2)) >= 16


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", ["forward", "backward"])
def test_that_a_single_colour_is_that_of_the_table_at_its_place(name: str, kind: palettes.Kind) -> None:
    table = palette(name).lut(kind, 201).astype(int)
    singles = np.array([channels(palette(name).shade(kind, share)) for share in np.linspace(-1.0, 1.0, 201)])
    assert np.abs(table[:, :3] - singles).max() <= 1  # a half may be rounded either way
