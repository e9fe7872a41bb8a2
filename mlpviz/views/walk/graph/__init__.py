"""The graph of the step-through: one operation on the network."""
