"""The approximation laboratory: one hidden layer that follows a curve."""
