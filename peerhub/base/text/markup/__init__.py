"""How Markdown is read: Python-Markdown with the extensions and the few block rules of our own. `base.text.markdown` is the way in."""
