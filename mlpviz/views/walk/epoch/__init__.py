"""The epoch of the step-through: a batch a row."""
