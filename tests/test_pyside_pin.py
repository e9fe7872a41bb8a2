from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from 3.12 on and cannot be lost")
def test_that_a_thousand_void_calls_keep_every_reference_to_none():
    thing = QObject()
    before = sys.getrefcount(None)

    for _ in range(1000):
        thing.setObjectName("x")

    # Other threads of the interpreter may drop a few of their own; the bug loses all thousand.
    assert sys.getrefcount(None) > before - 100
