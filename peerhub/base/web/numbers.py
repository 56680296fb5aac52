"""Whole numbers in addresses, none larger than a column can hold."""

from werkzeug.routing import IntegerConverter, ValidationError

LARGEST_NUMBER = 2**31 - 1  # of an integer column in PostgreSQL


def whole_number(text: str) -> int:
    """A whole number that fits into a column, for `request.args.get(name, type=whole)`. Raises ValueError."""
    number = int(text)
    if abs(number) > LARGEST_NUMBER:
        raise ValueError
    return number


class IdConverter(IntegerConverter):
    """`<int:…>` in addresses: a number too large for any row leads nowhere, instead of to a database that cannot take it."""

    def to_python(self, value: str) -> int:
        """The number."""
        try:
            return whole_number(value)
        except ValueError:
            raise ValidationError from None
