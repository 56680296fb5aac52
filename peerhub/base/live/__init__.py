"""Live pushes: Socket.IO carries what is committed already, and may lose anything, since every page can catch up by HTTP.

Writes never come in by a socket. What a socket may ask is registered by the domains in their `sockets.py` with `listen`.
The parts, from the wire inwards: `app` (opens it), `connection_check` (who may connect), `frames` (the WebSocket itself),
`direct_send` (a packet's way onto it), `events` (what may be said), `channels` (who hears what), `presence` (who is here),
`push_queue` (pushes on their way), `valkey` (the other processes), `heartbeat` (finding out what was lost).
"""
