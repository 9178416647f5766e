"""The user's own flows: a background in front of another one, for the ``[[flows]]`` of a product file."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from localca.background import Background, Floats, Match
from localca.draws import Seed, normals
from localca.errors import InputError, nearest_names
from localca.impact_methods import Method, characterisation_factors, families
from localca.language import mark, tr
from localca.product import Product
from localca.product_parts import OwnFlow
from localca.sources import source_keys
from localca.tables import Tables
from localca.units import convert

OWN = "own"
PREFIX = f"{OWN}:"
DECLARED = mark("declared by the supplier; the grid cannot be swapped")


def with_own_flows(background: Background, product: Product, tables: Tables) -> Background:
    """The background with the product's own flows in front; the background itself when there are none.

    Raises:
        InputError: for an unknown elementary flow, category or unit, or a name that the background already has.
    """
    if not product.flows:
        return background
    for flow in product.flows:
        _check(flow, background, tables, f"{product.product.id}, flows[{flow.name}]")
    return OwnFlows(background, product.flows, tables)


def _check(flow: OwnFlow, background: Background, tables: Tables, where: str) -> None:
    convert(1.0, flow.unit, flow.unit)
    if flow.name in tables.activities:
        raise InputError(
            tr("the background already has a flow '{flow}'.", flow=flow.name),
            where=where,
            do=tr("Choose another name."),
        )
    for key in flow.elementary:
        if key not in tables.elementary:
            raise InputError(
                tr("'{key}' is no elementary flow.", key=key),
                where=f"{where}.elementary",
                nearest=nearest_names(key, tables.elementary),
                do=tr("Keys are in elementary_flows.csv."),
            )
    offered = {method for family in families().values() for method in family.methods}
    for key in flow.declared:
        if key not in offered:
            raise InputError(
                tr("'{key}' is no impact category.", key=key),
                where=f"{where}.declared",
                nearest=nearest_names(key, offered),
            )


def log_spread(flow: OwnFlow, tables: Tables) -> float:
    """The standard deviation of the logarithm of a flow; that of ``default_spreads.csv`` when it states none."""
    return math.log(flow.gsd or tables.spreads["own_flow"].gsd)


class OwnFlows:
    """The user's flows first, everything else from the background behind."""

    def __init__(self, behind: Background, flows: Sequence[OwnFlow], tables: Tables) -> None:
        self.name = behind.name
        self.behind = behind
        self.flows = {flow.name: flow for flow in flows}
        self.tables = tables

    def resolve(self, flow: str, unit: str, place: str) -> Match:
        """See :class:`localca.background.Background`."""
        own = self.flows.get(flow)
        if own is None:
            return self.behind.resolve(flow, unit, place)
        convert(1.0, unit, own.unit)
        sigma = log_spread(own, self.tables)
        return Match(
            key=PREFIX + own.name,
            flow=flow,
            title=own.title,
            kind=own.kind,
            place=place,
            unit=own.unit,
            status="exact" if own.place in ("GLO", place) else "proxy",
            swappable=not own.declared,
            kwh=own.kwh,
            kwh_sigma=sigma,
            heat_mj=own.heat_mj,
            heat_sigma=sigma,
            loss=own.loss,
            quality=OWN,
            sources=() if own.source.startswith(PREFIX) else source_keys(own.source),
            note=own.note or (DECLARED if own.declared else own.source),
        )

    def unit_scores(self, matches: Sequence[Match], methods: Sequence[Method]) -> pd.DataFrame:
        """See :class:`localca.background.Background`; categories that are not declared are not a number."""
        rest = [match for match in matches if not match.key.startswith(PREFIX)]
        parts = [self.behind.unit_scores(rest, methods)] if rest else []
        own = [match for match in matches if match.key.startswith(PREFIX)]
        columns = [method.id for method in methods]
        scores = np.array([self._scores(match.flow, tuple(methods)) for match in own]).reshape(len(own), len(columns))
        parts.append(pd.DataFrame(scores, index=[match.key for match in own], columns=columns))
        return pd.concat(parts).loc[[match.key for match in matches]]

    @functools.lru_cache(maxsize=64)  # noqa: B019
    def _scores(self, name: str, methods: tuple[Method, ...]) -> Floats:
        flow = self.flows[name]
        if flow.declared:
            return np.array([flow.declared.get(method.id, np.nan) for method in methods])
        offered = [method for family in families().values() for method in family.methods.values()]
        if other := next((method for method in methods if method not in offered), None):
            raise InputError(
                tr("the product's own flow '{flow}' cannot be scored by '{method}'.", flow=name, method=other.title),
                where="--methods",
                do=tr("Choose categories of a family, such as climate."),
            )
        factors, _ = characterisation_factors(methods, [self.tables.elementary[key] for key in flow.elementary])
        return np.asarray(
            factors @ np.array(list(flow.elementary.values())) if flow.elementary else factors.sum(axis=1)
        )

    def unit_draws(self, matches: Sequence[Match], methods: Sequence[Method], draws: int, seed: Seed) -> Floats:
        """See :class:`localca.background.Background`; an own flow has one lognormal of its own ``gsd``."""
        rest = [match for match in matches if not match.key.startswith(PREFIX)]
        found = self.behind.unit_draws(rest, methods, draws, seed) if rest else ()
        behind = {match.key: array for match, array in zip(rest, found, strict=True)}
        result = []
        for match in matches:
            if match.key in behind:
                result.append(behind[match.key])
                continue
            spread = log_spread(self.flows[match.flow], self.tables) * normals(match.key, draws, seed.of(match.key))
            result.append(np.exp(spread)[:, None] * self._scores(match.flow, tuple(methods)))
        return np.stack(result)

    def groups(self, matches: Sequence[Match]) -> list[str]:
        """See :class:`localca.background.Background`."""
        own = [match.key for match in matches if match.key.startswith(PREFIX)]
        return [*own, *self.behind.groups([match for match in matches if not match.key.startswith(PREFIX)])]

    def method_units(self, methods: Sequence[Method]) -> Mapping[str, str]:
        """See :class:`localca.background.Background`."""
        return self.behind.method_units(methods)

    def fingerprint(self) -> str:
        """The background's fingerprint and a hash of the user's flows."""
        text = "".join(flow.model_dump_json() for flow in self.flows.values())
        return f"{self.behind.fingerprint()}+{hashlib.sha256(text.encode()).hexdigest()[:8]}"
