"""What the perceptron laboratory shows: points, lines and updates in a square, mistakes, and what they prove."""
