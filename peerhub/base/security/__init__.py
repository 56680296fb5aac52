"""Passwords, signed tokens, and the audit log."""
