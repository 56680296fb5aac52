"""What we replace or read of libraries and they do not promise to keep: a version without it must fail here, not in use."""

import ast
import inspect
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from engineio import Server as EngineServer
from engineio.async_drivers import gevent as gevent_driver
from engineio.async_drivers import threading as threading_driver
from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.socket import Socket as EngineSocket
from gevent.pywsgi import Input, WSGIHandler
from simple_websocket import Server as WebSocket
from socketio import RedisManager
from socketio import Server as SocketServer
from socketio.base_manager import BaseManager
from wsproto import WSConnection

ROOT = Path(__file__).resolve().parents[3]
OURS = [*sorted((ROOT / "peerhub" / "base" / "live").glob("*.py")), ROOT / "peerhub" / "base" / "web" / "server.py"]

# Methods that ours replace, wrap or call, with the arguments they must take.
METHODS: list[tuple[type, str, tuple[str, ...]]] = [
    (EngineSocket, "_websocket_handler", ("ws",)),  # its `__self__` is the connection that frames.py asks for
    (EngineSocket, "close", ("wait",)),
    (SimpleWebSocketWSGI, "__call__", ("environ", "start_response")),
    (SocketServer, "_handle_eio_message", ("eio_sid", "data")),
    (BaseManager, "basic_leave_room", ("sid", "namespace", "room")),
    (BaseManager, "get_participants", ("namespace", "room")),
    (RedisManager, "_redis_connect", ()),
    (RedisManager, "_redis_listen_with_retries", ()),
    (RedisManager, "_listen", ()),
    (RedisManager, "_publish", ("data",)),
    (WebSocket, "handshake", ()),
    (WebSocket, "send", ("data",)),
    (WebSocket, "close", ("reason", "message")),
    (WebSocket, "_handle_events", ()),
    (WebSocket, "receive", ("timeout",)),
    (WSGIHandler, "__init__", ("sock", "address", "server", "rfile")),
    (WSGIHandler, "handle", ()),
    (WSGIHandler, "handle_one_request", ()),
    (WSGIHandler, "read_request", ("raw_requestline",)),
    (WSGIHandler, "MessageClass", ("args",)),
    (WSGIHandler, "get_environ", ()),
    (WSGIHandler, "handle_one_response", ()),
    (WSGIHandler, "_handle_client_error", ("ex",)),
    (Input, "_discard", ()),
]
# What the library's own code must still call or read, where it would otherwise leave ours aside without a word.
USES: list[tuple[Callable[..., Any], str]] = [
    (EngineServer.create_queue, "_async['queue']"),
    (EngineServer.start_background_task, "_async['thread']"),
    (EngineServer.sleep, "_async['sleep']"),
    (EngineSocket._upgrade_websocket, "_async['websocket']"),
    (EngineSocket._websocket_handler, "self.upgraded = True"),
    (EngineSocket.poll, "self.queue.get"),
    (SimpleWebSocketWSGI.__init__, "self.app = handler"),
    (SimpleWebSocketWSGI.send, "self.ws.send("),
    (SocketServer.__init__, "self._handle_eio_message"),
    (SocketServer._handle_eio_connect, "self.environ[eio_sid] ="),
    (RedisManager._redis_connect, "self.pubsub ="),
    (RedisManager._listen, "self._redis_listen_with_retries()"),
    (WebSocket.__init__, "thread_class=thread_class"),
    (SimpleWebSocketWSGI.wait, "self.ws.receive()"),
    (WSConnection.events, "yield from self.handshake.events()"),
    (WebSocket._handle_events, "self.input_buffer.append("),
    (WSGIHandler.handle, "self.handle_one_request()"),
    (WSGIHandler.handle_one_request, "self._handle_client_error("),
    (WSGIHandler.handle_one_request, "self.read_request("),
    (WSGIHandler.read_request, "self.MessageClass("),
    (WSGIHandler.get_environ, "self.wsgi_input = Input("),
    (WSGIHandler.handle_one_response, "self.wsgi_input._discard()"),
]
# Attributes of their objects, by a class that must set them (or by slots).
ATTRIBUTES: list[tuple[type, tuple[str, ...]]] = [
    (EngineServer, ("_async", "sockets")),
    (EngineSocket, ("queue", "upgraded")),
    (SocketServer, ("eio", "environ", "manager", "async_mode")),
    (RedisManager, ("channel", "host_id", "pubsub", "rooms")),
    (
        WebSocket,
        ("environ", "sock", "ws", "event", "input_buffer", "connected", "close_reason", "close_message", "mode"),
    ),
    (WSConnection, ("connection", "handshake")),
    (WSGIHandler, ("socket", "requestline", "close_connection", "wsgi_input")),
    (Input, ("_chunked_input_error", "send_100_continue_enabled")),
]
# Whose next versions may change any of this: held back in pyproject.toml until somebody has looked.
HELD_BACK = ("gevent", "python-engineio", "python-socketio", "simple-websocket")


def source_of(kind: type) -> str:
    """The code of a class and of those that it builds on."""
    return "".join(inspect.getsource(each) for each in kind.__mro__ if each is not object)


@pytest.mark.parametrize(("kind", "name", "arguments"), METHODS)
def test_method_takes_what_we_give(kind: type, name: str, arguments: tuple[str, ...]) -> None:
    _self, *taken = inspect.signature(getattr(kind, name)).parameters
    assert set(arguments) <= set(taken), f"{kind.__name__}.{name}{tuple(taken)}"


@pytest.mark.parametrize(("function", "code"), USES)
def test_library_still_comes_by(function: Callable[..., Any], code: str) -> None:
    assert code in inspect.getsource(function).replace('"', "'")


@pytest.mark.parametrize(("kind", "names"), ATTRIBUTES)
def test_attributes_are_there(kind: type, names: tuple[str, ...]) -> None:
    code = source_of(kind)
    assert [name for name in names if not hasattr(kind, name) and f"self.{name} =" not in code] == []


@pytest.mark.parametrize("driver", [gevent_driver, threading_driver])
def test_driver_has_the_parts_that_we_hand_on(driver: Any) -> None:
    assert {"queue", "sleep", "thread", "event", "websocket"} <= set(driver._async)


def private_names(path: Path) -> Iterator[str]:
    """Private names that a file of ours uses and does not make itself, and those that it reaches through `super()`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    own |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            above = ast.unparse(node.value)
            if above == "super()" or (node.attr not in own) or not above.startswith("self"):
                yield node.attr


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_no_private_name_is_used_unnamed(path: Path) -> None:
    named = {name for _kind, name, _arguments in METHODS} | {name for _kind, names in ATTRIBUTES for name in names}
    assert sorted(set(private_names(path)) - named) == []


@pytest.mark.parametrize("library", HELD_BACK)
def test_library_is_held_back(library: str) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    (wanted,) = (each for each in declared if each.split()[0] == library)
    assert "<" in wanted
