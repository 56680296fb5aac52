"""Verbs about countries. Who may is asked above, in `people`: rights are not known here."""

from dataclasses import asdict, dataclass

from peerhub.base import audit
from peerhub.base.database import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n import _
from peerhub.reference.models import Country


@dataclass(frozen=True)
class CountryFacts:
    """What somebody found out about a country, with where they read it."""

    name: str
    region_code: str | None
    official_languages: list[str]
    zones: list[str]
    party_since: str | None
    source: str
    note: str


def add_country(db: Db, actor_id: int, code: str, facts: CountryFacts) -> Country:
    """Add a country by hand. Raises Invalid when the letters are taken."""
    if db.get(Country, code):
        raise Invalid({"code": _("There is a country with these letters already.")})
    country = Country(code=code, unesco_group="", party_evidence="")
    db.add(country)
    _write(country, facts)
    db.flush()
    audit.record(db, actor_id, "country.added", f"country:{code}", source=facts.source)
    return country


def change_country(db: Db, actor_id: int, country: Country, facts: CountryFacts) -> None:
    """Correct a country by hand; loading the packaged facts leaves it alone from now on."""
    before = {name: getattr(country, name) for name in asdict(facts)}
    _write(country, facts)
    changed = {name: before[name] for name, value in asdict(facts).items() if before[name] != value}
    audit.record(db, actor_id, "country.changed", f"country:{country.code}", before=changed)


def _write(country: Country, facts: CountryFacts) -> None:
    if country.party_since != facts.party_since:
        country.party_evidence = "by_hand"
    for name, value in asdict(facts).items():
        setattr(country, name, value)
    country.edited_by_hand = True
