"""The dock of the step-through: phases, equation and code."""
