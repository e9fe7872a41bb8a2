"""The Activations laboratory: what a function does to a sum, to its gradient, and to the network on show."""
