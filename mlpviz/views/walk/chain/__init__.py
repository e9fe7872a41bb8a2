"""The chain of a weight in the step-through: every path from the loss back to it."""
