"""Every control in one place, for the views that build forms and bars from them."""

from __future__ import annotations

from mlpviz.views.button import Button, IconButton
from mlpviz.views.field import Combo, Field
from mlpviz.views.label import Elided, label, rule, set_property
from mlpviz.views.segmented import Segment, Segmented
from mlpviz.views.slider import LabelledSlider, Slider
from mlpviz.views.spin import DoubleSpinBox, SpinBox
from mlpviz.views.switch import FramedSwitch, Switch

__all__ = [
    "Button",
    "Combo",
    "DoubleSpinBox",
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
