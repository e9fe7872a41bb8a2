"""Films as files: GIF, animated PNG and MP4."""
