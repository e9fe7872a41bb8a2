"""One update, operation by operation, as text, Markdown, LaTeX, worksheet or web page."""
