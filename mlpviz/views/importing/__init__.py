"""The dialog that turns a file into points."""
