"""Large windows: the data square grows with the height of the window before the network does."""

from __future__ import annotations

import pytest

from mlpviz.engine.experiment import preset


@pytest.fixture
def app(open_app):
    return open_app(preset("Spiral", per_class=20))


def sizes(qtbot, app, width, height):
    """Side of the data square, width of the network, and px of the settings that must be scrolled."""
    view = app.playground.view
    app.window.resize(width, height)
    qtbot.waitUntil(lambda: view.columns.width() == view.width() == width - app.window.rail.width())
    data = view.data
    qtbot.waitUntil(lambda: data.canvas().width() <= data.width() - 32)
    return data.canvas().width(), view.network.width(), data._settings.verticalScrollBar().maximum()


def test_that_the_square_fills_the_height_of_a_full_hd_window(qtbot, app):
    side, network, hidden = sizes(qtbot, app, 1920, 1080)

    # 1000 px of page less the timeline, and less 130 px above and below the square and 256 px of settings.
    assert side == pytest.approx(920 - 130 - 256, abs=12)
    assert network > 800
    assert hidden == 0


def test_that_the_network_gets_nothing_until_the_square_fills_the_height(qtbot, app):
    at = {width: sizes(qtbot, app, width, 1080) for width in (1599, 1600, 1700, 1780, 1900)}

    assert at[1599][0] == at[1600][0] == 352
    assert at[1700][:2] == (452, at[1600][1])
    assert at[1780][0] < at[1900][0] + 1
    assert at[1900][0] - at[1780][0] < 10
    assert at[1900][1] > at[1700][1] + 100


def test_that_a_low_window_has_a_square_that_fits_its_height(qtbot, app):
    assert sizes(qtbot, app, 1900, 820)[0] <= 352
    assert sizes(qtbot, app, 1900, 1000)[0] < sizes(qtbot, app, 1900, 1060)[0]


def test_that_larger_text_takes_its_room_from_the_square(qtbot, app):
    before = sizes(qtbot, app, 2560, 1440)[0]

    app.theme.set_text_scale(1.5)
    after, _, hidden = sizes(qtbot, app, 2560, 1440)

    assert 352 < after < before - 100
    assert hidden == 0
