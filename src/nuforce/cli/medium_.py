"""``nuforce medium``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import click

from nuforce.cli.common import Output, checked, quantities, scenario_from, shared, table, writable

Record = dict[str, Any]


@click.group("medium", no_args_is_help=True)
def command() -> None:
    """Masses and potentials that a medium gives by forward scattering."""


@command.command(
    "photon-mass",
    epilog='For example: nuforce medium photon-mass --density 1e29/m^3 --temperature "1 keV" --momentum 1eV..100eV:5',
)
@click.option("--density", metavar="N", help="Number density of the charges (less that of antiparticles): '1e29/m^3'.")
@click.option("--charge", type=float, default=1.0, show_default=True, metavar="Q", help="In units of e.")
@click.option("--mass", metavar="M", help="Of the charges; default: the electron's.")
@click.option("--temperature", metavar="T", help="Without one the gas is cold, and has no Debye mass.")
@click.option(
    "--chemical-potential", "potential", metavar="MU", help="In place of --density: particles and antiparticles."
)
@click.option(
    "--statistics",
    type=click.Choice(["maxwell-boltzmann", "fermi-dirac"]),
    help="Slow classical gas (default with --density), or spin 1/2 at any temperature and density.",
)
@click.option("--momentum", metavar="LIST", help="Wave numbers for the dispersion: '1eV,10eV' or '1eV..1keV:20'.")
@shared
def photon_mass(
    density: str | None,
    charge: float,
    mass: str | None,
    temperature: str | None,
    potential: str | None,
    statistics: str | None,
    momentum: str | None,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Plasma frequency, transverse and Debye mass of the photon in a gas of charges, and its dispersion."""
    from nuforce.constants import MASSES
    from nuforce.errors import InputError
    from nuforce.observables.medium import Gas, Plasma
    from nuforce.observables.medium.plasma import REFERENCES
    from nuforce.units import Dim, m

    checked(config, settings)
    if output is not None:
        writable(output)
    if (density is None) == (potential is None):
        raise InputError("--density", density, "give either --density or --chemical-potential")
    if not abs(charge) < 1e9:
        raise InputError("--charge", charge, "must be a number below 1e9, in units of e")
    heavy = float(MASSES["e"]) if mass is None else Dim(1, "MeV", positive=True).read(mass, "--mass")
    warm = None if temperature is None else Dim(1, "K", positive=True).read(temperature, "--temperature")
    points = [] if momentum is None else quantities(momentum, 1, "--momentum", "eV")
    gas: Gas | None = None
    warnings: list[str] = []
    if density is None:
        level = Dim(1, "eV").read(potential, "--chemical-potential")
        if warm is None:
            raise InputError("--temperature", temperature, "is needed with --chemical-potential")
        if statistics == "maxwell-boltzmann":
            raise InputError("--statistics", statistics, "a gas with a chemical potential is taken as fermi-dirac")
        gas = Gas.thermal(heavy, warm, level)
        plasma = Plasma.of(gas, charge)
    else:
        n = Dim(3, "m^-3", positive=True).read(density, "--density")
        if statistics == "fermi-dirac":
            if warm is None:
                raise InputError("--temperature", temperature, "is needed with --statistics fermi-dirac")
            gas = Gas.from_density(n, heavy, warm)
            plasma = Plasma.of(gas, charge)
        else:
            plasma = Plasma.cold(n, heavy, charge, warm)
            warnings += _classical(n, heavy, charge, warm, plasma)
    records: list[Record] = [
        {"name": "plasma-frequency", "value": plasma.plasma_frequency, "unit": "eV"},
        {"name": "transverse-mass", "value": plasma.transverse_mass, "unit": "eV"},
        {"name": "longitudinal-frequency", "value": plasma.plasma_frequency, "unit": "eV"},
        {"name": "velocity", "value": plasma.velocity, "unit": "1"},
    ]
    if warm is not None:
        length = 1 / plasma.debye_mass / m if plasma.debye_mass else None
        records += [
            {"name": "debye-mass", "value": plasma.debye_mass, "unit": "eV"},
            {"name": "debye-length", "value": length, "unit": "m"},
        ]
    for record in records:
        record["status"] = "ok"
    for k, number, unit in points:
        records += _dispersion(plasma, gas, charge, k, number, unit, warnings)
    made = Output(
        command="medium",
        records=records,
        scenario={
            "quantity": "photon-mass",
            "density": density,
            "charge": charge,
            "mass": mass or f"{heavy!r} eV",
            "temperature": temperature,
            "chemical_potential": potential,
            "statistics": statistics or ("fermi-dirac" if density is None else "maxwell-boltzmann"),
        },
        references=list(REFERENCES),
        warnings=list(dict.fromkeys(warnings)),
        reasons={key: ["photon mass in a plasma"] for key in REFERENCES},
        text=table(records, title="Photons in a plasma"),
    )
    made.write(style, output, cite)
    return 0


@command.command("msw", epilog="For example: nuforce medium msw --density 1.3e30/m^3 --neutrons 1.3e30/m^3")
@click.option("--density", required=True, metavar="N", help="Number density of the electrons: '1.3e30/m^3'.")
@click.option("--neutrons", metavar="N", help="That of the neutrons: adds each flavour's potential in neutral matter.")
@click.option("--antineutrino", is_flag=True, help="The opposite sign.")
@shared
def msw(
    density: str,
    neutrons: str | None,
    antineutrino: bool,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Potential of neutrinos in matter, sqrt(2) G_F n_e for electron neutrinos, and the refraction length 2 pi/V."""
    from nuforce.observables.medium import matter_potential, msw_potential
    from nuforce.observables.medium.matter import MATTER_REFERENCES
    from nuforce.units import Dim, km

    scenario = scenario_from(config, settings)
    if output is not None:
        writable(output)
    n = Dim(3, "m^-3", nonnegative=True).read(density, "--density")
    sector = scenario.sector.build()
    value = float(msw_potential(n, antineutrino, sector.fermi))
    who = "antineutrino" if antineutrino else "neutrino"
    records: list[Record] = [
        {"name": "msw-potential", "value": value, "unit": "eV"},
        {"name": "refraction-length", "value": 2 * math.pi / abs(value) / km if value else None, "unit": "km"},
    ]
    if neutrons is not None:
        other = Dim(3, "m^-3", nonnegative=True).read(neutrons, "--neutrons")
        neutral = matter_potential({"e": n, "p": n, "n": other}, sector, antineutrino)
        records += [
            {"name": f"potential-{flavour}", "value": float(neutral[i, i].real), "unit": "eV"}
            for i, flavour in enumerate(sector.flavours)
        ]
    references = tuple(dict.fromkeys((*MATTER_REFERENCES, *sector.references)))
    made = Output(
        command="medium",
        records=[{**record, "particle": who} for record in records],
        scenario=scenario.table() | {"quantity": "msw", "density": density, "neutrons": neutrons, "particle": who},
        references=list(references),
        reasons={key: ["potential of neutrinos in matter"] for key in references},
        text=table(records, title=f"Potential of an electron {who} in matter"),
    )
    made.write(style, output, cite)
    return 0


@command.command(
    "mediator-mass",
    epilog="For example: nuforce medium mediator-mass --coupling 1e-10 --kind vector --set sector.nature=dirac",
)
@click.option("--coupling", type=float, required=True, metavar="Y", help="To the neutrinos, alike for all of them.")
@click.option(
    "--kind", default="scalar", show_default=True, metavar="NAME", help="scalar, pseudoscalar, vector, axial."
)
@click.option("--background", default="cosmic", show_default=True, metavar="NAME", help="cosmic, or another relic.")
@shared
def mediator(
    coupling: float,
    kind: str,
    background: str,
    style: str,
    cite: bool,
    output: str | None,
    config: str | None,
    settings: tuple[str, ...],
) -> int:
    """Squared mass that relic neutrinos give to a light mediator: on its mass shell, at rest, and in a static force."""
    from typing import cast, get_args

    from nuforce.errors import InputError, UnknownName
    from nuforce.observables.medium import mediator_mass
    from nuforce.observables.medium.loop import Kind
    from nuforce.observables.medium.mediators import Limit
    from nuforce.reach import chosen_backgrounds
    from nuforce.units import m

    if output is not None:
        writable(output)
    if kind not in get_args(Kind):
        raise UnknownName("--kind", kind, get_args(Kind))
    if not math.isfinite(coupling):
        raise InputError("--coupling", coupling, "must be a finite number")
    scenario = scenario_from(config, settings, background=[background])
    chosen = chosen_backgrounds(scenario.backgrounds())[0]
    if chosen is None:
        raise InputError("--background", background, "vacuum gives no mass; name a relic background, such as 'cosmic'")
    sector = scenario.sector.build()
    records: list[Record] = []
    warnings: list[str] = []
    references: Sequence[str] = ()
    for limit in get_args(Limit):
        found = mediator_mass(coupling, sector, chosen, cast(Kind, kind), limit)
        references = found.references
        common: Record = {"coupling": found.kind, "limit": limit, "status": "ok"}
        records.append({"name": f"{limit}-mass-squared", "value": found.squared, "unit": "eV^2", **common})
        imaginary = found.mass is None
        records.append(
            {
                "name": f"{limit}-mass",
                "value": found.mass,
                "unit": "eV",
                **common,
                "status": "anti-screening" if imaginary else "ok",
            }
        )
        length = found.range / m if found.squared else None
        records.append({"name": f"{limit}-length", "value": length, "unit": "m", **common})
        for state, (mass, share) in enumerate(zip(sector.masses.tolist(), found.states.tolist(), strict=True), 1):
            neutrino: Record = {"state": state, "neutrino_mass": mass, "neutrino_mass_unit": "eV"}
            records.append(
                {"name": f"{limit}-mass-squared-{state}", "value": share, "unit": "eV^2", **common, **neutrino}
            )
        if imaginary:
            warnings.append(
                f"anti-screening: the squared mass of a {found.kind} in the {limit} limit is negative: neutrinos gather at its "
                "source and strengthen the force; beyond that length a uniform background is unstable"
            )
        if found.kind != kind and limit == "on-shell":
            warnings.append(
                "majorana: the vector current of Majorana neutrinos vanishes; the mediator couples to their axial current"
            )
    made = Output(
        command="medium",
        records=records,
        scenario=scenario.table() | {"quantity": "mediator-mass", "coupling": coupling, "kind": kind},
        references=list(references),
        warnings=warnings,
        reasons={key: ["mass of a mediator among neutrinos"] for key in references},
        text=table(
            [r for r in records if "state" not in r],
            ("name", "value", "unit", "coupling", "status"),
            title=f"Mass of a light {kind} mediator in background {background}",
        ),
    )
    made.write(style, output, cite)
    return 0


def _classical(n: float, mass: float, charge: float, temperature: float | None, plasma: Any) -> list[str]:
    """What the classical, slow gas leaves out, where it is more than one per cent."""
    from nuforce.errors import NuforceError
    from nuforce.observables.medium import Gas, Plasma

    if temperature is None:
        return []
    try:
        exact = Plasma.of(Gas.from_density(n, mass, temperature), charge)
    except NuforceError:
        return []
    found = []
    for name in ("plasma_frequency", "transverse_mass", "debye_mass"):
        rough, fine = getattr(plasma, name), getattr(exact, name)
        if fine and abs(rough / fine - 1) > 0.01:
            label = name.replace("_", "-")
            found.append(
                f"classical: for fermions of spin 1/2 the {label} is {fine:.6g} eV, not {rough:.6g} eV (the gas is degenerate or "
                "relativistic); --statistics fermi-dirac"
            )
    return found


def _dispersion(
    plasma: Any, gas: Any, charge: float, k: float, number: float, unit: str, warnings: list[str]
) -> list[Record]:
    from nuforce.errors import NuforceError
    from nuforce.observables.medium import one_loop

    at: Record = {"momentum": number, "momentum_unit": unit}
    records: list[Record] = []
    for mode in ("transverse", "longitudinal"):
        value = float(getattr(plasma, mode)(k))
        records.append({"name": f"{mode}-frequency", "value": value, "unit": "eV", "status": "ok", **at})
        if mode == "longitudinal" and value < k and plasma.velocity * k > 0.6 * value:
            warnings.append(
                "landau-damping: longitudinal waves hardly faster than the particles are damped; this is the frequency without it"
            )
        if gas is None:
            continue
        exact: float | None
        try:
            exact, status = one_loop(gas, k, mode, charge), "ok"
        except NuforceError as error:
            exact, status = None, error.status
            warnings.append(f"{error.status}: {error}")
        records.append({"name": f"{mode}-frequency-one-loop", "value": exact, "unit": "eV", "status": status, **at})
    return records
