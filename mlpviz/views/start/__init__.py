"""The start page: recent files, presets and worked examples as cards, beside the playground that is alive."""
