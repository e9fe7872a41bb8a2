"""The step-through: one update, operation by operation."""
