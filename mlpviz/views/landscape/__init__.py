"""The landscape of the loss: shades and contours over a plane through the space of all weights, and the paths on it."""
