"""The perceptron laboratory: one unit that learns from its mistakes, sample by sample."""
