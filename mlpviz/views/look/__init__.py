"""Colours, fonts, numbers, icons and equations: what every view is drawn with."""
