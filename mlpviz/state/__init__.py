"""What the window is about right now."""
