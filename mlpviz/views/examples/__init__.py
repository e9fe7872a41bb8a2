"""The browser of published examples."""
