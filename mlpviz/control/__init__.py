"""What the window's own commands do."""
