"""The database: engines, one transaction for each request that writes, statements prepared once."""
