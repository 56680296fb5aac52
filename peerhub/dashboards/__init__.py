"""Pages that read across domains: This week, and the counters of the frame. Writes nothing."""
