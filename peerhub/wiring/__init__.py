"""What exists and what follows from what: `endpoints` (pages, sockets, commands), `jobs` (and seeds), `reactions` (to facts), `audit`."""
