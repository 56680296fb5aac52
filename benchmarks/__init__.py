"""What PeerHub costs, measured beside what it is measured against. `make bench`, or `python -m benchmarks --help`.

Machines are shared and noisy, so a figure is a ratio against a bare reference in the same run, on the same core, median of three.
Servers run on the first core, the clients (one other process) on the last. A figure that falls short stays in the table.

| file | holds |
|---|---|
| `measures/` | what is measured, one noun a file |
| `bare_socketio.py` `bare_page.py` `references.py` | the references, and what both share |
| `crowd.py` | the clients' process: viewers over WebSocket, posters and readers over HTTP; `clients.py` speaks to it |
| `wire.py` | HTTP, WebSocket and Socket.IO by hand, cheap enough that the server is the bottleneck |
| `site.py` `seed.py` `texts.py` `corpus.py` | PeerHub on a database of its own, with accounts, a room, threads, and many messages |
| `acting.py` `searching.py` `surveying.py` `mailing.py` `queries.py` | what is measured inside the app, each in a process of its own |
| `heavy.py` `watch.py` | what is heavy, and what others feel meanwhile |
| `bench.py` | what every measure is given |
| `processes.py` `machine.py` `table.py` | starting and ending servers, describing the machine, the table |

`python -m benchmarks --only start` runs one measure, and writes no results.md; `--quick` is for trying out, its figures swing more.
In the table, “ratio” is ours divided by the reference, and “met?” compares the target with the ratio where it ends in ×, otherwise
with our figure.

A new measure is a module in `measures/` with `measure(bench) -> list[Row]`, its rows made by `at_most`, `against`, `beside` or `told`
of `table.py`, and a line in `MEASURES` of `measures/__init__.py`.
"""
