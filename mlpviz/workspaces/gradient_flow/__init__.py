"""The gradient flow laboratory: which start and which activation let a deep network learn."""
