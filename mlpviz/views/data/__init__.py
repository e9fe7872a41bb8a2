"""The data column: canvas, tools, classes, presets, and an input to try."""
