"""Endpoints of the demonstration; closed in production."""

from tests.laws.endpoints import Endpoint

WHY = "The demonstration shows itself to whoever runs it; production has none of these endpoints."
ENDPOINTS = {
    "demo.list_accounts": Endpoint(stranger=200, outsider=200, why=WHY),
    "demo.inbox": Endpoint(stranger=200, outsider=200, why=WHY),
    "demo.mail": Endpoint(stranger=404, outsider=404),
    "demo.mail_html": Endpoint(stranger=404, outsider=404),
    "demo.reply": Endpoint(stranger=404, outsider=404),
    "demo.show_clock": Endpoint(stranger=200, outsider=200, why=WHY),
    "demo.move_clock": Endpoint(stranger=404, outsider=404),
    "demo.design": Endpoint(stranger=200, outsider=200, why=WHY),
}
