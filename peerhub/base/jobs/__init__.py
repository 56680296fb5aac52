"""What is due at a time: jobs that claim a row, and the clock that runs them."""
