"""The space of a layer: where its units put the points, and how well one straight cut parts the classes there."""
