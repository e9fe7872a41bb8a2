"""What leaves the program as a file or over the clipboard, for people who do not have it."""
