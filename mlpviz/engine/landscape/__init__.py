"""The loss over a plane in the space of all weights, and the paths that training took through it."""
