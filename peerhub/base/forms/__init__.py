"""Forms that lose nothing: sent once, edited by two people, shown again with what was typed."""
