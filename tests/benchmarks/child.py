"""Measurements that need a process of their own: a module run by name, which prints one line of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from mlpviz.__main__ import ONE_THREAD

ROOT = Path(__file__).parent.parent.parent


def environment() -> dict[str, str]:
    """Offscreen unless a display is given; the arithmetic on one thread, as the application has it."""
    found = dict(os.environ)
    if not (found.get("DISPLAY") or found.get("WAYLAND_DISPLAY")) and sys.platform.startswith("linux"):
        found.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in ONE_THREAD:
        found.setdefault(name, "1")
    found["QT_NO_GLIB"] = "1"  # GLib's event loop does not tell when it sleeps
    return found


def measured(module: str, *arguments: str, **settings: str) -> Any:
    """What `python -m module arguments` prints last; `settings` are added to its environment."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**environment(), **settings}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def resident() -> float:
    """Megabytes of memory this process holds now; its peak where the system does not tell; NaN on Windows."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
