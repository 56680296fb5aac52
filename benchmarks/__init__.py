"""What PeerHub costs, measured beside what it is measured against. `make bench`, or `python -m benchmarks --help`.

Machines are shared and noisy, so a figure is a ratio against a bare reference in the same run, on the same core, median of three.
Servers run on the first core, the clients (one other process) on the last. A figure that falls short stays in the table.

| file | holds |
|---|---|
| `measures/` | what is measured, one noun a file |
| `bare_socketio.py` `bare_page.py` | the references |
| `crowd.py` | the clients' process: viewers over WebSocket, posters and readers over HTTP; `clients.py` speaks to it |
| `wire.py` | HTTP, WebSocket and Socket.IO by hand, cheap enough that the server is the bottleneck |
| `site.py` `seed.py` | PeerHub on a database of its own, with accounts, a room and threads |
| `processes.py` `machine.py` `table.py` | starting and ending servers, describing the machine, the table |
"""
