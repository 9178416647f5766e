"""Electricity and heat where a scenario runs: the user's choice at the site, the country's own mix elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from localca.background import ELECTRICITY, Background, Match
from localca.electricity import Mix, grid_mix, own_mix, plug_inputs, with_choices
from localca.errors import InputError
from localca.language import tr
from localca.scenario import Resolved
from localca.tables import Tables


@dataclass(frozen=True)
class Power:
    """Where a kWh comes from: one solved grid, or technologies mixed by the user."""

    key: str
    place: str
    parts: tuple[tuple[Match, float], ...]
    sources: tuple[str, ...]
    note: str


class SiteEnergy:
    """The electricity and heat of one scenario; each is looked up once."""

    def __init__(self, resolved: Resolved, background: Background, tables: Tables) -> None:
        self.resolved, self.background, self.tables = resolved, background, tables
        self._powers: dict[tuple[str, str], Power] = {}

    def power(self, use: str, place: str) -> Power:
        """The electricity at a place: the scenario's choice in production at the site, else the place's mix."""
        key = (use, place)
        if key not in self._powers:
            self._powers[key] = self._power(use, place)
        return self._powers[key]

    def _power(self, use: str, place: str) -> Power:
        choice = self.resolved.electricity
        home = self.resolved.place(choice.place, self.resolved.where("electricity", field="place"))
        if use == "production" and place == self.resolved.site:
            mix = self._chosen_mix(home)
            mix = with_choices(
                mix,
                own_share=choice.own_share,
                own_technology=choice.own_technology,
                loss=choice.loss,
                voltage=choice.voltage,
            )
        elif choice.applies_to == "country" and place == home:
            mix = with_choices(self._chosen_mix(home), loss=choice.loss)
        else:
            mix = grid_mix(self.tables, place)
        note = "; ".join(mix.notes)
        if mix.shipped:
            match = self.background.resolve(ELECTRICITY, "kWh", f"{mix.place}:{mix.name}")
            return Power(mix.key, mix.place, ((match, 1.0),), match.sources, note)
        parts = self._beside_market(mix, home) if use == "production" and mix.own_share else ()
        parts = parts or tuple((self._technology(name, mix.place), amount) for name, amount in plug_inputs(mix).items())
        sources = tuple(dict.fromkeys([*mix.sources, *(key for match, _ in parts for key in match.sources)]))
        return Power(mix.key, mix.place, parts, sources, note)

    def _beside_market(self, mix: Mix, home: str) -> tuple[tuple[Match, float], ...]:
        """Own generation beside the market of a user's own database, which is no sum of the technologies we know.

        Empty where the grid is the sum of its technologies (the open database), or loss or voltage are chosen.
        """
        bought = self._chosen_mix(home)
        if not bought.shipped or bought.loss != mix.loss:
            return ()
        match = self.background.resolve(ELECTRICITY, "kWh", f"{bought.place}:{bought.name}")
        if match.key == bought.key:
            return ()
        return (match, 1.0 - mix.own_share), (self._technology(mix.own_technology, mix.place), mix.own_share)

    def _technology(self, name: str, place: str) -> Match:
        known = self.tables.activities.get(name)
        kind = known.kind if known else self.background.resolve(name, "kWh", place).kind
        if kind != "technology":
            raise InputError(
                tr("'{name}' is no electricity technology.", name=name),
                where=self.resolved.where("electricity", field="own_technology"),
                do=tr("`localca flows technology` lists them."),
            )
        return self.background.resolve(name, "kWh", place)

    def _chosen_mix(self, place: str) -> Mix:
        mix = self.resolved.electricity.mix
        if isinstance(mix, dict):
            return own_mix(self.tables, place, mix, self.resolved.where("electricity", field="mix"))
        return grid_mix(self.tables, place, mix, self.resolved.where("electricity", field="place"))

    def heat(self, place: str) -> Match:
        """The heat carrier of the product or scenario, at a place."""
        match = self.background.resolve(self.resolved.heat, "MJ", place)
        if match.kind != "heat":
            raise InputError(
                tr("'{flow}' is no heat.", flow=match.flow), do=tr("`localca flows heat` lists the carriers.")
            )
        return match
