"""What a machine must have before Qt is loaded, found out with the standard library alone.

Qt aborts the whole process when a system library is missing or a setting is wrong, so the question is asked before the
first import.
"""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping

# Shared library: Debian and Ubuntu package. Measured on machines that had none of them.
OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
X11 = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
WAYLANDS = ("wayland", "wayland-egl", "wayland-brcm")
WINDOWLESS = ("offscreen", "minimal", "minimalegl")
OWN = {"darwin": ("cocoa",), "win32": ("windows",)}
"""The platform that is always there on a system, where there is one."""
RANGES = {"QT_SCALE_FACTOR": (0.1, 10.0), "QT_FONT_DPI": (10.0, 1000.0)}
"""Settings of Qt that are numbers, and what can be drawn with."""


def check(
    environ: Mapping[str, str] = os.environ,
    *,
    loads: Callable[[str], bool] | None = None,
    starts: Callable[[Mapping[str, str]], bool] | None = None,
    system: str = sys.platform,
) -> str | None:
    """One line that names the system packages to install or the wrong setting, or None when Qt can start."""
    for name, (low, high) in RANGES.items():
        if environ.get(name) and not _lies_between(low, environ[name], high):
            return f"{name} is {environ[name]!r:.80}; it must be a number from {low:g} to {high:g}."
    packages = _missing_packages(environ, loads or _loads) if system.startswith("linux") else []
    if packages:
        return f"mlpviz needs system libraries that are missing here: sudo apt-get install {' '.join(packages)}"
    if _is_unusual(environ, system) and not (starts or _starts)(environ):
        return f"Qt cannot start with QT_QPA_PLATFORM={environ['QT_QPA_PLATFORM']:.80}; unset it."
    return None


def _missing_packages(environ: Mapping[str, str], loads: Callable[[str], bool]) -> list[str]:
    """The packages of Debian and Ubuntu to install before Qt can start."""

    def missing(table: Mapping[str, str]) -> list[str]:
        return [package for library, package in table.items() if not loads(library)]

    # Qt tries its platforms in turn, so one that is complete is enough.
    return missing(OFFSCREEN) + min(map(missing, _reachable(environ)), key=len, default=[])


def has_display(environ: Mapping[str, str] = os.environ, *, system: str = sys.platform) -> bool:
    """Whether a window can be seen: false on a server, in a container, or with QT_QPA_PLATFORM=offscreen."""
    for platform in _platforms(environ):  # Qt tries them in turn
        if platform in WINDOWLESS:
            return False
        if platform not in ("xcb", *WAYLANDS) or _reachable({**environ, "QT_QPA_PLATFORM": platform}):
            return True
    return not _platforms(environ) and (not system.startswith("linux") or bool(_reachable(environ)))


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """The platforms of QT_QPA_PLATFORM, without their settings: "wayland;xcb:nographicstab" are two."""
    parts = environ.get("QT_QPA_PLATFORM", "").split(";")
    return [name for name in (part.partition(":")[0].strip() for part in parts) if name]


def _is_unusual(environ: Mapping[str, str], system: str) -> bool:
    """Whether a platform is asked for of which only Qt knows whether it is there and works."""
    usual = (*WINDOWLESS, *(OWN.get(system) or ("xcb", *WAYLANDS)))
    return not set(_platforms(environ)) <= set(usual)


def _starts(environ: Mapping[str, str]) -> bool:
    """Whether Qt starts and finds a screen, tried in a process of its own, which may abort."""
    trial = "import sys; from PySide6.QtGui import QGuiApplication as Qt; sys.exit(Qt([]).primaryScreen() is None)"
    command = [sys.executable, "-P", "-c", trial]
    try:
        return not subprocess.run(command, env=dict(environ), capture_output=True, timeout=30, check=False).returncode
    except subprocess.TimeoutExpired:
        return False


def _lies_between(low: float, text: str, high: float) -> bool:
    try:
        return low <= float(text) <= high
    except ValueError:
        return False


def _reachable(environ: Mapping[str, str]) -> list[dict[str, str]]:
    """What Qt needs for each display that answers; a stale DISPLAY does not, and would abort it."""
    platforms = _platforms(environ)
    wanted = []
    if (not platforms or not set(WAYLANDS).isdisjoint(platforms)) and _wayland_answers(environ):
        wanted.append(WAYLAND)
    if (not platforms or "xcb" in platforms) and _x11_answers(environ.get("DISPLAY", "")):
        wanted.append(X11)
    return wanted


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY", "")
    # A bare name lies in the runtime directory; join() leaves an absolute path as it is.
    return bool(name) and _listens(os.path.join(environ.get("XDG_RUNTIME_DIR", ""), name))


def _x11_answers(display: str) -> bool:
    """Whether the X server of this name accepts us."""
    if not display:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        number = display.rpartition(":")[2].partition(".")[0]
        return _listens(f"/tmp/.X11-unix/X{number}")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


def _listens(path: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(path)
    except OSError:
        return False
    return True
