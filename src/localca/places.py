"""Places by ISO 3166 alpha-3 code, the only spelling the tables and product files use."""

from __future__ import annotations

import functools

from localca.errors import InputError, nearest_names
from localca.language import mark, tr

REGIONS = {"GLO": mark("World"), "RNA": mark("North America"), "EUR": mark("Europe")}
SITE = "site"
USE = "use"
ORIGIN = "origin"


@functools.cache
def country_names() -> dict[str, str]:
    """Country names by alpha-3 code."""
    import pycountry

    return {country.alpha_3: getattr(country, "common_name", country.name) for country in pycountry.countries} | {
        "XKX": mark("Kosovo")
    }


@functools.cache
def two_letters() -> dict[str, str]:
    """The alpha-3 code of each alpha-2 code."""
    import pycountry

    return {country.alpha_2: country.alpha_3 for country in pycountry.countries}


def place_name(code: str) -> str:
    """A readable name for a country or region code, in the language at hand; the code itself when it is neither."""
    return tr(country_names().get(code) or REGIONS.get(code, code))


def check_country(code: str, where: str = "") -> str:
    """``code`` if it is a country.

    Raises:
        InputError: with the countries whose code or name is nearest.
    """
    names = country_names()
    if code in names:
        return code
    by_name = {word: alpha3 for alpha3, name in names.items() for word in (name, place_name(alpha3))}
    nearest = [f"{by_name[name]} ({place_name(by_name[name])})" for name in nearest_names(code, by_name)]
    meant = [two_letters()[code.upper()]] if code.upper() in two_letters() else []
    nearest = [f"{alpha3} ({place_name(alpha3)})" for alpha3 in meant] + nearest
    nearest += [f"{alpha3} ({place_name(alpha3)})" for alpha3 in nearest_names(code.upper(), names)]
    raise InputError(
        tr("'{code}' is not a country code.", code=code),
        where=where,
        nearest=tuple(dict.fromkeys(nearest))[:3],
        do=tr("Use an ISO 3166 alpha-3 code such as JAM."),
    )
