"""Registers what the domains offer: `endpoints` (pages, sockets, commands), `jobs` (and seeds), `reactions` (to facts), `audit`."""
