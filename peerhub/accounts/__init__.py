"""Who gets in, and how: signing in, links, passwords, sign-in sessions, invitations to join."""
