"""Doors of the demonstration; closed in production."""

from tests.laws.doors import Door

WHY = "The demonstration shows itself to whoever runs it; production has none of these doors."
DOORS = {
    "demo.list_accounts": Door(stranger=200, outsider=200, why=WHY),
    "demo.inbox": Door(stranger=200, outsider=200, why=WHY),
    "demo.mail": Door(stranger=404, outsider=404),
    "demo.mail_html": Door(stranger=404, outsider=404),
    "demo.show_clock": Door(stranger=200, outsider=200, why=WHY),
    "demo.move_clock": Door(stranger=404, outsider=404),
    "demo.design": Door(stranger=200, outsider=200, why=WHY),
}
