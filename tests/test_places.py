"""Places: names, regions, and refusals with the nearest countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localca.errors import InputError
from localca.places import check_country, country_names, place_name

codes = sorted(country_names())


@pytest.mark.parametrize(
    ("code", "name"),
    [("JAM", "Jamaica"), ("USA", "United States"), ("XKX", "Kosovo"), ("GLO", "World"), ("EUR", "Europe"),
     ("TWN", "Taiwan"), ("??", "??")],
)  # fmt: skip
def test_names(code: str, name: str) -> None:
    assert place_name(code) == name


@given(code=st.sampled_from(codes))
def test_every_country_passes(code: str) -> None:
    assert check_country(code) == code


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("DE", "DEU (Germany)"),
        ("gb", "GBR (United Kingdom)"),
        ("jam", "JAM (Jamaica)"),
        ("Jamaica", "JAM (Jamaica)"),
        ("Germny", "DEU (Germany)"),
    ],
)
def test_a_near_miss_names_the_country(code: str, nearest: str) -> None:
    with pytest.raises(InputError) as caught:
        check_country(code, "bag, site")
    assert nearest in caught.value.problems[0].nearest


def test_the_whole_message() -> None:
    with pytest.raises(InputError) as caught:
        check_country("Jamaika", "bag, site")
    assert str(caught.value) == (
        "bag, site: 'Jamaika' is not a country code. Nearest: JAM (Jamaica), ZMB (Zambia), GMB (Gambia). "
        "Use an ISO 3166 alpha-3 code such as JAM."
    )


@pytest.mark.parametrize("region", ["GLO", "RNA", "EUR", "site", ""])
def test_a_region_is_no_country(region: str) -> None:
    with pytest.raises(InputError, match=f"'{region}' is not a country code"):
        check_country(region)
