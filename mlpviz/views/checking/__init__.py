"""The gradient check: its line in the diagnostics, and its entries."""
