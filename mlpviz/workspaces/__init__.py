"""The rooms of the window: each brings a page, a toolbar, and what the commands mean in it."""
