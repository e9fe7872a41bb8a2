"""What a machine must have before Qt is loaded, found out with the standard library alone.

Qt aborts the whole process when a system library is missing, so the question is asked before the first import.
"""

from __future__ import annotations

import ctypes
import os
import socket
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
WINDOWLESS = ("offscreen", "minimal", "minimalegl")


def check(
    environ: Mapping[str, str] = os.environ, *, loads: Callable[[str], bool] | None = None, system: str = sys.platform
) -> str | None:
    """One line that names the system packages to install, or None when Qt can start."""
    if not system.startswith("linux"):
        return None
    loads = loads or _loads

    def missing(table: Mapping[str, str]) -> list[str]:
        return [package for library, package in table.items() if not loads(library)]

    # Qt tries its platforms in turn, so one that is complete is enough.
    packages = missing(OFFSCREEN) + min(map(missing, _reachable(environ)), key=len, default=[])
    if not packages:
        return None
    return f"mlpviz needs system libraries that are missing here: sudo apt-get install {' '.join(packages)}"


def has_display(environ: Mapping[str, str] = os.environ, *, system: str = sys.platform) -> bool:
    """Whether a window can be seen: false on a server, in a container, or with QT_QPA_PLATFORM=offscreen."""
    platform = _platform(environ)
    if platform in WINDOWLESS:
        return False
    if not system.startswith("linux") or platform not in ("", "xcb", "wayland"):
        return True
    return bool(_reachable(environ))


def _platform(environ: Mapping[str, str]) -> str:
    return environ.get("QT_QPA_PLATFORM", "").partition(":")[0]


def _reachable(environ: Mapping[str, str]) -> list[dict[str, str]]:
    """What Qt needs for each display that answers; a stale DISPLAY does not, and would abort it."""
    platform = _platform(environ)
    wanted = []
    if platform in ("", "wayland") and _wayland_answers(environ):
        wanted.append(WAYLAND)
    if platform in ("", "xcb") and _x11_answers(environ.get("DISPLAY", "")):
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
