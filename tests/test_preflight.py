from __future__ import annotations

import os
import socket
import subprocess
import sys
import types
from typing import Any

import pytest

from mlpviz import __main__ as command
from mlpviz import preflight

EVERYTHING = {**preflight.OFFSCREEN, **preflight.X11, **preflight.WAYLAND}


def all_but(*missing: str):
    return lambda library: EVERYTHING[library] not in missing


@pytest.fixture
def x11(monkeypatch):
    """A machine on which an X server answers."""
    monkeypatch.setattr(preflight, "_x11_answers", lambda display: display == ":0")
    return {"DISPLAY": ":0"}


@pytest.fixture
def wayland(monkeypatch):
    """A machine on which a Wayland compositor answers."""
    monkeypatch.setattr(preflight, "_wayland_answers", lambda environ: "WAYLAND_DISPLAY" in environ)
    return {"WAYLAND_DISPLAY": "wayland-0"}


@pytest.fixture
def cli(monkeypatch):
    """Stands where mlpviz.cli will be imported, and notes what it was asked."""
    stand_in: Any = types.ModuleType("mlpviz.cli")
    stand_in.asked = []

    def run(argv, *, display):
        stand_in.asked.append((argv, display, os.environ.get("QT_QPA_PLATFORM")))
        return 7

    stand_in.run = run
    monkeypatch.setitem(sys.modules, "mlpviz.cli", stand_in)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    return stand_in


def test_that_a_complete_machine_hears_nothing(x11):
    assert preflight.check(x11, loads=lambda library: True, system="linux") is None
    assert preflight.check({}, loads=lambda library: True, system="linux") is None


def test_that_exactly_the_missing_packages_are_named_on_one_line():
    message = preflight.check({}, loads=all_but("libegl1", "libglib2.0-0"), system="linux")

    assert message is not None
    assert message.endswith("sudo apt-get install libegl1 libglib2.0-0")
    assert "\n" not in message


def test_that_a_machine_without_a_display_needs_no_window_libraries():
    assert preflight.check({}, loads=all_but(*preflight.X11.values()), system="linux") is None


def test_that_an_x11_window_needs_its_own_libraries(x11):
    message = preflight.check(x11, loads=all_but("libxcb-cursor0"), system="linux")

    assert message is not None
    assert message.endswith("sudo apt-get install libxcb-cursor0")


def test_that_one_complete_platform_is_enough(x11, wayland):
    both = {**x11, **wayland}

    assert preflight.check(both, loads=all_but("libxcb-cursor0"), system="linux") is None
    assert preflight.check(both, loads=all_but("libwayland-cursor0"), system="linux") is None
    assert preflight.check(both, loads=all_but("libxcb-cursor0", "libwayland-cursor0"), system="linux") is not None


def test_that_a_chosen_platform_is_asked_alone(x11, wayland):
    environ = {**x11, **wayland, "QT_QPA_PLATFORM": "xcb"}

    message = preflight.check(environ, loads=all_but("libxcb-cursor0"), system="linux")

    assert message is not None
    assert message.endswith("libxcb-cursor0")


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_that_other_systems_are_not_asked(system):
    assert preflight.check({}, loads=lambda library: False, system=system) is None
    assert preflight.has_display({}, system=system)


def test_that_an_empty_environment_has_no_display():
    assert not preflight.has_display({}, system="linux")


def test_that_an_answering_server_is_a_display_unless_offscreen_is_asked_for(x11):
    assert preflight.has_display(x11, system="linux")
    assert not preflight.has_display({**x11, "QT_QPA_PLATFORM": "offscreen"}, system="linux")
    assert not preflight.has_display({**x11, "QT_QPA_PLATFORM": "minimal:size=3"}, system="linux")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland sockets")
def test_that_a_stale_display_counts_as_none(tmp_path):
    assert not preflight.has_display({"DISPLAY": ":6543"}, system="linux")
    stale = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
    assert not preflight.has_display(stale, system="linux")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Wayland sockets")
def test_that_a_listening_wayland_socket_is_a_display(tmp_path):
    with socket.socket(socket.AF_UNIX) as compositor:
        compositor.bind(str(tmp_path / "w"))
        compositor.listen()

        assert preflight.has_display({"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": str(tmp_path)}, system="linux")
        assert preflight.has_display({"WAYLAND_DISPLAY": str(tmp_path / "w")}, system="linux")


@pytest.mark.parametrize(
    ("platforms", "displays", "shown"),
    [
        ("wayland;xcb", "x11", True),
        ("xcb;wayland", "x11", True),
        ("wayland;xcb:nographicstab", "x11", True),
        ("wayland-egl;", "wayland", True),
        ("wayland;xcb", "none", False),
        ("wayland", "x11", False),
        ("wayland;offscreen;xcb", "x11", False),
        ("xcb;offscreen", "x11", True),
        (";", "x11", True),
    ],
)
def test_that_a_list_of_platforms_is_tried_in_turn(x11, wayland, platforms, displays, shown):
    environ = {"x11": x11, "wayland": wayland, "none": {}}[displays] | {"QT_QPA_PLATFORM": platforms}

    def never(environ):
        raise AssertionError("a platform known here needs no trial")

    assert preflight.has_display(environ, system="linux") is shown
    assert preflight.check(environ, loads=lambda library: True, starts=never, system="linux") is None


@pytest.mark.parametrize("platform", ["nonsense", "eglfs", "linuxfb:fb=/dev/fb7", "wayland;nonsense", "cocoa"])
@pytest.mark.parametrize("starts", [True, False])
def test_that_an_unusual_platform_is_tried_before_it_can_abort(platform, starts):
    environ = {"QT_QPA_PLATFORM": platform}
    said = preflight.check(environ, loads=lambda library: True, starts=lambda environ: starts, system="linux")

    assert preflight.has_display(environ, system="linux")
    assert said == (None if starts else f"Qt cannot start with QT_QPA_PLATFORM={platform}; unset it.")


@pytest.mark.parametrize("name", preflight.RANGES)
@pytest.mark.parametrize("text", ["nan", "-1", "1e9", "abc"])
def test_that_a_scale_that_cannot_be_drawn_is_refused(name, text):
    said = preflight.check({name: text}, loads=lambda library: True, system="linux")

    assert said is not None
    assert said.startswith(f"{name} is {text!r}; it must be a number from ")
    assert preflight.check({name: "10"}, loads=lambda library: True, system="linux") is None
    assert preflight.check({name: ""}, loads=lambda library: True, system="linux") is None


@pytest.mark.parametrize(
    "setting", ["QT_QPA_PLATFORM=nonsense", "QT_QPA_PLATFORM=linuxfb:fb=/dev/null", "QT_SCALE_FACTOR=nan"]
)
def test_that_a_wrong_setting_of_qt_is_one_line_and_status_1(setting):
    name, _, value = setting.partition("=")

    ended = subprocess.run(
        [sys.executable, "-m", "mlpviz"], capture_output=True, text=True, env={**os.environ, name: value}, check=False
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    (line,) = ended.stderr.splitlines()
    assert name in line


def test_that_this_machine_has_what_the_tests_need():
    assert preflight.check({}) is None


def test_that_a_missing_library_ends_the_command_with_one_line_and_status_1(monkeypatch, capsys, cli):
    monkeypatch.setattr(preflight, "check", lambda: "please install libegl1")

    assert command.main([]) == 1

    assert capsys.readouterr().err == "please install libegl1\n"
    assert cli.asked == []


@pytest.mark.parametrize("argv", [["train", "XOR"], ["walk"], ["--version"]])
def test_that_commands_without_qt_run_where_qt_cannot(monkeypatch, cli, argv):
    monkeypatch.setattr(preflight, "check", lambda: "please install libegl1")

    assert command.main(argv) == 7

    assert cli.asked == [(argv, False, None)]


def test_that_the_cli_is_told_that_there_is_no_display(monkeypatch, cli):
    monkeypatch.setattr(preflight, "check", lambda: None)
    monkeypatch.setattr(preflight, "has_display", lambda: False)

    command.main([])

    assert cli.asked == [([], False, "offscreen")]


def test_that_a_picture_is_drawn_offscreen_even_beside_a_display(monkeypatch, cli):
    monkeypatch.setattr(preflight, "check", lambda: None)
    monkeypatch.setattr(preflight, "has_display", lambda: True)

    command.main(["picture"])
    command.main(["mine.mlpviz"])

    assert cli.asked[0] == (["picture"], False, "offscreen")
    assert cli.asked[1][:2] == (["mine.mlpviz"], True)


def test_that_ctrl_c_ends_quietly_with_status_130(monkeypatch, capsys, cli):
    def interrupted(argv, *, display):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)

    assert command.main(["train"]) == 130
    assert capsys.readouterr() == ("", "")


def test_that_the_machine_is_looked_at_before_numpy_or_qt_is_loaded():
    looks = "import sys, mlpviz, mlpviz.__main__; print({'numpy', 'PySide6', 'pyqtgraph'} & set(sys.modules))"

    found = subprocess.run([sys.executable, "-c", looks], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "set()"
