"""What several tests of commitments arrange."""

from datetime import date

DUE = date(2027, 1, 10)
