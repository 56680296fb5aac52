"""The search of the whole site: each domain finds its own hits, as far as the reader may see them, and this shows them in groups."""
