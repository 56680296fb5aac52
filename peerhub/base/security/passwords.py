"""Passwords as argon2id hashes, worked out in a thread of their own so that the loop goes on serving others."""

from collections.abc import Callable
from typing import TypeVar

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import monkey

T = TypeVar("T")

# OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("a password that nobody has")


def hash_password(password: str) -> str:
    """The argon2id hash to keep."""
    return _off_loop(lambda: _hasher.hash(password))


def matches(stored_hash: str | None, password: str) -> bool:
    """Whether `password` has this hash. Takes as long when there is no hash, so that nobody learns who has an account."""

    def check() -> bool:
        try:
            _hasher.verify(stored_hash or _nobody, password)
            return stored_hash is not None
        except (VerificationError, InvalidHashError):
            return False

    return _off_loop(check)


def _off_loop(work: Callable[[], T]) -> T:
    if not monkey.is_module_patched("threading"):
        return work()
    result: T = gevent.get_hub().threadpool.apply(work)
    return result
