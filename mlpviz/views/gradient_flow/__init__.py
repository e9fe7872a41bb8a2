"""Views of the gradient flow laboratory: the grid of cells, and one cell in large."""
