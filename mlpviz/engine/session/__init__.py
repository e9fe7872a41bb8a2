"""A session as one file: everything that was made and learned, and the way there, bit for bit."""
