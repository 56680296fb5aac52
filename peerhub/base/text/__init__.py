"""Texts that people write: Markdown, plain text, addresses, differences between two versions."""
