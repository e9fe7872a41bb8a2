"""The command palette: a line to type into and the list of what that finds."""
