"""An experiment under way, with everything behind it but the window."""
