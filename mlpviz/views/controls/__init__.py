"""Every control in one place, for the views that build forms and bars from them."""

from __future__ import annotations

from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.field import Combo, Field
from mlpviz.views.controls.label import Elided, label, rule, set_property
from mlpviz.views.controls.segmented import Segment, Segmented
from mlpviz.views.controls.slider import LabelledSlider, Slider
from mlpviz.views.controls.spin import SpinBox
from mlpviz.views.controls.switch import FramedSwitch, Switch

__all__ = [
    "Button",
    "Combo",
    "Elided",
    "Field",
    "FramedSwitch",
    "IconButton",
    "LabelledSlider",
    "Segment",
    "Segmented",
    "Slider",
    "SpinBox",
    "Switch",
    "label",
    "rule",
    "set_property",
]
