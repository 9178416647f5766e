"""Places by ISO 3166 alpha-3 code, the only spelling the tables and product files use."""

from __future__ import annotations

import functools

from localca.errors import InputError, nearest_names

REGIONS = {"GLO": "World", "RNA": "North America", "EUR": "Europe"}
SITE = "site"
USE = "use"
ORIGIN = "origin"


@functools.cache
def country_names() -> dict[str, str]:
    """Country names by alpha-3 code."""
    import pycountry

    return {country.alpha_3: getattr(country, "common_name", country.name) for country in pycountry.countries} | {
        "XKX": "Kosovo"
    }


def place_name(code: str) -> str:
    """A readable name for a country or region code; the code itself when it is neither."""
    return country_names().get(code) or REGIONS.get(code, code)


def check_country(code: str, where: str = "") -> str:
    """``code`` if it is a country.

    Raises:
        InputError: with the countries whose code or name is nearest.
    """
    names = country_names()
    if code in names:
        return code
    by_name = {name: alpha3 for alpha3, name in names.items()}
    nearest = [f"{by_name[name]} ({name})" for name in nearest_names(code, by_name)]
    nearest += [f"{alpha3} ({names[alpha3]})" for alpha3 in nearest_names(code.upper(), names)]
    raise InputError(
        f"'{code}' is not a country code.",
        where=where,
        nearest=tuple(dict.fromkeys(nearest))[:3],
        do="Use an ISO 3166 alpha-3 code such as JAM.",
    )
