"""One search over all that has words: each domain offers its hits through its own access, and this shows them in groups."""
