"""Learn how multilayer perceptrons learn."""
