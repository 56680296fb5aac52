"""Full text search: one interface, whatever the database. Domains say what an entry is; this knows words only."""
