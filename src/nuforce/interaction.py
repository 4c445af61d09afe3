"""The force between two given sources: what is exchanged, in which background."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from nuforce.accuracy import Accuracy
from nuforce.backgrounds import AbstractBackground, Relic, backgrounds
from nuforce.backgrounds.spin import spin_terms, spin_total, stodolsky
from nuforce.catalogue import build
from nuforce.errors import InputError, NotConverged, OutOfDomain, UnknownName
from nuforce.exchanges import AbstractExchange, Contact, kinds
from nuforce.exchanges.base import OPERATORS as VACUUM_OPERATORS
from nuforce.exchanges.base import STRUCTURES as VACUUM_STRUCTURES
from nuforce.exchanges.single import newton
from nuforce.matter import Content, content, elementary
from nuforce.numerics.roots import sign_changes
from nuforce.potentials import AbstractCentral, AbstractPotential, WaveMixture, YukawaMixture
from nuforce.potentials.base import check_range, combined, distance, positions
from nuforce.potentials.spin_waves import OPERATORS as BEAM_OPERATORS
from nuforce.potentials.spin_waves import SpinWaves
from nuforce.sector import Sector
from nuforce.units import length

Part = Literal["vacuum", "background", "total"]
PARTS = ("vacuum", "background", "total")

STRUCTURES = {**VACUUM_STRUCTURES, "spin-normal": ("spin-normal-a", "spin-normal-b")}
"""Spin structures a user can ask for, and the terms of an interaction in vacuum each consists of; the last belongs to beams."""

OPERATORS = {**{name: operator.text for name, operator in BEAM_OPERATORS.items()}, **VACUUM_OPERATORS}
"""What the function of each term multiplies; rhat points from b to a, k along the beam."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Interaction:
    """Potential energy between two sources, by spin structure.

    Parameters
    ----------
    a, b : Content
    terms : mapping term -> potential
        "scalar" is the spin-independent one; each of the others multiplies an operator of the spins and momenta, named in
        :data:`nuforce.interaction.OPERATORS`.  They depend on the distance alone, but in a beam, where they are
        :class:`nuforce.potentials.spin_waves.SpinWaves` and some operators contain its direction.
    warnings : tuple of str
        What the reader of a number must know.
    exchanges : tuple of AbstractExchange
        What is exchanged.
    sector : Sector, optional
        The neutrinos that entered.

    Notes
    -----
    Interactions add and scale term by term; calling one evaluates the scalar term, :meth:`energy` all of them.
    """

    a: Content
    b: Content
    terms: Mapping[str, AbstractPotential]
    warnings: tuple[str, ...] = ()
    exchanges: tuple[AbstractExchange, ...] = ()
    sector: Sector | None = None

    @property
    def references(self) -> tuple[str, ...]:
        """Union of the references of everything that entered."""
        keys = [k for term in self.terms.values() for k in term.references]
        return tuple(dict.fromkeys((*keys, *self.a.references, *self.b.references)))

    @property
    def scalar(self) -> AbstractPotential:
        """The spin-independent potential."""
        return self.term("scalar")

    def term(self, name: str) -> AbstractPotential:
        """The radial function of one term."""
        if name not in self.terms:
            known = ", ".join(self.terms)
            raise InputError("term", name, f"this interaction was made with {known}; ask for its structure too")
        return self.terms[name]

    def __call__(self, r: Any, angle: float = 0.0) -> Any:
        """Energy (eV) at distances ``r`` (eV^-1); ``angle`` (rad) between the separation and the axis of a beam."""
        return self.scalar.along(r, angle)

    def at(self, x: Any) -> Any:
        """Energy (eV) at separation vectors ``x``, shape (*S, 3)."""
        return self.scalar.at(x)

    def gradient(self, x: Any) -> Any:
        """Gradient of the energy, shape (*S, 3) -> (*S, 3), eV^2."""
        return self.scalar.gradient(x)

    def hessian(self, x: Any) -> Any:
        """Second derivatives of the energy, shape (*S, 3) -> (*S, 3, 3), eV^3."""
        return self.scalar.hessian(x)

    def force(self, x: Any) -> Any:
        """Force on a at separation vectors ``x`` from b to a, shape (*S, 3) -> (*S, 3), eV^2; that on b is opposite."""
        return -self.gradient(x)

    def torque(self, x: Any) -> Any:
        """Torque x cross F on the pair, shape (*S, 3) -> (*S, 3), eV.

        Zero but in a beam, which carries the angular momentum off.
        """
        x = positions(x)
        return np.cross(x, self.force(x))

    def energy(self, x: Any, *, spin_a: Any = None, spin_b: Any = None, velocity: Any = None) -> Any:
        """Energy (eV) for given spins and velocity: all terms this interaction was made with.

        Parameters
        ----------
        x : array, shape (*S, 3), eV^-1
            Separation, from b to a.
        spin_a, spin_b : array, shape (3,), optional
            Expectation values of the Pauli matrices of a and b: vectors of length up to 1; default 0, unpolarised.
        velocity : array, shape (3,), optional
            v = p_a/m_a - p_b/m_b of the parity-odd terms, in units of c, small; default 0.

        Notes
        -----
        Spins of a and b are taken as independent, <sigma_a sigma_b> = <sigma_a><sigma_b>, and operators that do not commute in
        their symmetric order: {v, F}/2 -> v F.  The energy of each spin in a background by itself, of first order in G_F, does
        not depend on x and is not in it: see :func:`nuforce.backgrounds.spin.stodolsky`.
        """
        x = np.asarray(positions(x), dtype=float)
        check_range(distance(x), 0.0, math.inf, "")
        a, b, v = (
            _vector(value, name) for value, name in ((spin_a, "spin_a"), (spin_b, "spin_b"), (velocity, "velocity"))
        )
        for name, spin in (("spin_a", a), ("spin_b", b)):
            if float(np.linalg.norm(spin)) > 1.0 + 1e-9:
                raise InputError(name, spin.tolist(), "the expectation value of a Pauli vector is at most 1 long")
        if not float(np.linalg.norm(v)) < 1.0:
            raise InputError("velocity", v.tolist(), "is in units of c and small; the terms are of first order in it")
        n = x / np.linalg.norm(x, axis=-1, keepdims=True)
        factors = {
            "scalar": 1.0,
            "spin-spin": float(a @ b),
            "tensor": 3.0 * (n @ a) * (n @ b) - float(a @ b),
            "parity-odd-a": float(a @ v),
            "parity-odd-b": float(b @ v),
            "parity-odd-ab": n @ np.cross(a, b),
        }
        total: Any = 0.0
        for name, term in self.terms.items():
            for piece in term.parts():
                # in a beam the operator has the direction of each wave
                own = piece.energy(x, a, b) if isinstance(piece, SpinWaves) else factors[name] * piece.at(x)
                total = total + own
        return total

    def local_power(self, r: Any, angle: float = 0.0, term: str = "scalar") -> Any:
        """The local power d ln|V|/d ln r: -5 where V falls as 1/r^5."""
        return self.term(term).local_power(r, angle)

    def crossings(self, other: Interaction, low: float, high: float) -> tuple[float, ...]:
        """Distances (eV^-1) between ``low`` and ``high`` at which this potential and another are equally strong, |V| = |V'|.

        None where the two are the same everywhere.
        """
        mine, theirs = self.scalar, other.scalar
        if not (isinstance(mine, AbstractCentral) and isinstance(theirs, AbstractCentral)):
            raise OutOfDomain("crossings are found for forces that depend on the distance alone; leave beams out")

        def difference(sign: float) -> Callable[[Any], Any]:
            def f(r: Any) -> Any:
                (v, x), (w, y) = mine.scaled_value(r), theirs.scaled_value(r)
                top = np.maximum(x, y)
                return v * np.exp(x - top) + sign * w * np.exp(y - top)

            return f

        # |V| = |V'| where V - V' or V + V' changes its sign: neither has a kink, not even at a zero of V
        if low > 0 and not np.any(difference(-1.0)(np.geomspace(low, high, 50))):
            return ()
        found = [sign_changes(difference(sign), low, high) for sign in (-1.0, 1.0)]
        return tuple(sorted({r for roots in found for r in roots}))

    def log10_abs(self, r: Any, angle: float = 0.0, term: str = "scalar") -> Any:
        """Decadic logarithm of |V/eV|, also where V underflows; -inf where V is zero."""
        potential = self.term(term)
        if isinstance(potential, AbstractCentral):
            return potential.log_abs(r) / np.log(10.0)
        with np.errstate(divide="ignore"):
            return np.log10(np.abs(potential.along(r, angle)))

    def error_estimate(self, r: Any, angle: float = 0.0, term: str = "scalar") -> Any:
        """Estimated numerical error (eV) of the energy; that of the physics is not in it."""
        return self.term(term).error_estimate(r, angle)

    def resolved(self, r: float, angle: float = 0.0, term: str = "scalar") -> float:
        """Energy (eV) at one distance, or the radial function of another term, if at least a digit of it survives rounding.

        Raises
        ------
        NotConverged
            Where contributions cancel, or a phase is known so badly, that the error estimate exceeds a tenth of the value.
        """
        return self.resolved_with_error(r, angle, term)[0]

    def resolved_with_error(self, r: float, angle: float = 0.0, term: str = "scalar") -> tuple[float, float]:
        """:meth:`resolved` and the estimated error (eV) of the value."""
        potential = self.term(term)
        value, error = float(potential.along(r, angle)), float(potential.error_estimate(r, angle))
        if not error <= 0.1 * abs(value):
            raise NotConverged(
                f"no digit survives at r = {length(r)}: rounding of phases, or contributions that cancel, leave an error of "
                f"{error:.1e} eV on {abs(value):.1e} eV; for a beam, give the width of its line or the angular radius of its "
                "source; for masses closer than the temperature, a larger splitting or equal ones; or take another distance",
                0.1,
                error / abs(value) if value else math.inf,
            )
        return value, error

    def over_gravity(self, r: Any, angle: float = 0.0) -> Any:
        """V divided by the absolute value of Newton's potential; positive repels."""
        return self(r, angle) / np.abs(newton(self.a, self.b)(r))

    def bare(self) -> Interaction:
        """The same with every beam from a point source: at angle 0, the upper bound."""
        terms = {}
        for name, term in self.terms.items():
            parts = tuple(part.bare() if isinstance(part, (WaveMixture, SpinWaves)) else part for part in term.parts())
            terms[name] = combined(parts)
        return replace(self, terms=terms)

    def validity(self, distances: Any) -> tuple[str, ...]:
        """What to know about the validity of the static potential at these distances (eV^-1)."""
        smallest = float(np.min(distances))
        found = []
        compton = max(1.0 / self.a.mass, 1.0 / self.b.mass)
        if smallest < compton:
            found.append(
                f"static-limit: below {length(compton)}, the Compton wavelength of the lighter source, no static potential is "
                "measured by localised particles; read it as the transform of the coefficient of gamma^mu x gamma_mu"
            )
        if self.sector is not None:
            for exchange in self.exchanges:
                found += exchange.validity(self.a, self.b, self.sector, smallest, float(np.max(distances)))
        return tuple(found)

    def __add__(self, other: Any) -> Interaction:
        if isinstance(other, AbstractPotential):
            other = Interaction(a=self.a, b=self.b, terms={"scalar": other})
        if not isinstance(other, Interaction):
            return NotImplemented
        for mine, theirs in ((self.a, other.a), (self.b, other.b)):
            if mine.mass != theirs.mass or dict(mine.numbers) != dict(theirs.numbers):
                what = f"acts on {theirs.name or 'another source'}, not on {mine.name or 'this one'}"
                raise InputError("other", f"{other.a.name} - {other.b.name}", f"{what}; add contents instead")
        terms = dict(self.terms)
        for name, term in other.terms.items():
            terms[name] = _united((*terms[name].parts(), *term.parts())) if name in terms else term
        return replace(
            self,
            terms=terms,
            warnings=tuple(dict.fromkeys((*self.warnings, *other.warnings))),
            exchanges=(*self.exchanges, *(x for x in other.exchanges if x not in self.exchanges)),
            sector=self.sector or other.sector,
        )

    def __radd__(self, other: Any) -> Interaction:
        # so that the built-in sum() works, which starts from 0
        if isinstance(other, int) and other == 0:
            return self
        total: Interaction = self.__add__(other)
        return total

    def __neg__(self) -> Interaction:
        return -1.0 * self

    def __sub__(self, other: Any) -> Interaction:
        difference: Interaction = self + (-other)
        return difference

    def __mul__(self, factor: float) -> Interaction:
        terms = {name: factor * term for name, term in self.terms.items()}
        return replace(self, terms=terms)

    __rmul__ = __mul__


def interaction(
    a: str | Content,
    b: str | Content,
    sector: Sector | None = None,
    *,
    exchange: str | Mapping[str, Any] | AbstractExchange = "contact",
    background: str | AbstractBackground | Iterable[str | AbstractBackground] = (),
    part: Part | None = None,
    flavour: str = "all",
    structure: str | Iterable[str] = "scalar",
    accuracy: Accuracy | None = None,
) -> Interaction:
    """Make the interaction of two sources.

    Parameters
    ----------
    a, b : str or Content
        Sources; see :func:`nuforce.matter.content`.
    sector : Sector, optional
        Default: normal ordering, massless lightest state, Majorana.
    exchange : str, mapping or AbstractExchange
        What is exchanged: "contact", "newton", ..., or a table ``{"kind": ..., ...}``.
    background : name, AbstractBackground, or several
        Neutrinos present; "vacuum" is none.
    part : "vacuum", "background" or "total", optional
        Default: "total" with a background, else "vacuum".  "background" is what the backgrounds add, by its own sum.
    flavour : str
        "all", or one flavour.
    structure : str or several
        "scalar", "spin-spin", "tensor", "parity-odd", "spin-normal": the terms to make; the last exists in beams only.  Spins
        belong to single particles only; beside an unpolarised atom or material, "parity-odd" and "spin-normal" have the terms of
        the particle's spin.  In backgrounds they are derived for massless neutrinos and static sources.
    accuracy : Accuracy, optional

    Returns
    -------
    Interaction

    Examples
    --------
    >>> import nuforce as nf
    >>> from nuforce.units import um
    >>> V = nf.interaction("n", "n", nf.Sector.massless(), background="cosmic")
    >>> bool(V(100 * um) > 0)
    True
    """
    sector = sector or Sector.normal_ordering()
    if flavour not in ("all", *sector.flavours):
        raise UnknownName("flavour", flavour, ("all", *sector.flavours))
    a, b = content(a, "a"), content(b, "b")
    chosen = as_exchange(exchange)
    present = as_backgrounds(background)
    wanted = as_structures(structure)
    part = part or ("total" if present else "vacuum")
    if part not in PARTS:
        raise UnknownName("part", part, PARTS)
    if present and not chosen.in_backgrounds and part != "vacuum":
        raise OutOfDomain(
            f"a neutrino background acts on two-neutrino exchange through the contact interaction, not on {chosen.title}; "
            "use exchange 'contact' (or 'z'), or part 'vacuum'"
        )
    terms: dict[str, AbstractPotential] = {}
    warnings: list[str] = []
    for name in wanted:
        if name == "scalar":
            terms[name] = _scalar(a, b, sector, chosen, present, part, flavour, accuracy, warnings)
        else:
            terms |= _spins(a, b, sector, chosen, present, part, flavour, accuracy, warnings, name)
    if part != "background":
        warnings += chosen.warnings(a, b, sector)
        if flavour != "all" and not chosen.flavoured:
            warnings.append(f"flavour: {chosen.title} has no neutrino flavours: all of it is shown")
    return Interaction(
        a=a,
        b=b,
        terms=terms,
        warnings=tuple(dict.fromkeys(warnings)),
        exchanges=(chosen,),
        sector=sector,
    )


def _scalar(
    a: Content,
    b: Content,
    sector: Sector,
    chosen: AbstractExchange,
    present: tuple[AbstractBackground, ...],
    part: Part,
    flavour: str,
    accuracy: Accuracy | None,
    warnings: list[str],
) -> AbstractPotential:
    """The spin-independent potential, vacuum and backgrounds; what they warn of is added to ``warnings``."""
    terms: list[AbstractPotential] = []
    closed = None
    if part != "vacuum":
        for background_ in present:
            warnings += background_.warnings(a, b, sector, flavour)
            closed_here = None
            if part == "total" and closed is None and isinstance(chosen, Contact):
                closed_here = closed = background_.total(a, b, sector, flavour=flavour, accuracy=accuracy)
            if closed_here is not None and isinstance(background_, Relic):
                terms += [closed_here, background_.massive(a, b, sector, flavour=flavour, accuracy=accuracy)]
            else:
                terms.append(background_.potential(a, b, sector, flavour=flavour, accuracy=accuracy))
    if part != "background":
        make = chosen.without_massless if closed is not None and isinstance(chosen, Contact) else chosen.potential
        terms.insert(0, make(a, b, sector, flavour=flavour, accuracy=accuracy))
    return combined(tuple(terms)) if terms else YukawaMixture(())


def _spins(
    a: Content,
    b: Content,
    sector: Sector,
    chosen: AbstractExchange,
    present: tuple[AbstractBackground, ...],
    part: Part,
    flavour: str,
    accuracy: Accuracy | None,
    warnings: list[str],
    structure: str,
) -> dict[str, AbstractPotential]:
    """The terms of one spin structure, vacuum and backgrounds; what they warn of is added to ``warnings``."""
    present = present if part != "vacuum" else ()
    beams = structure not in VACUUM_STRUCTURES
    if beams and not any(background_.directed for background_ in present):
        raise OutOfDomain(
            f"structure {structure!r} needs the direction of a beam, which neither the vacuum nor an isotropic background has; "
            "name a beam as background"
        )
    found: dict[str, list[AbstractPotential]] = {}
    closed = False
    for background_ in present:
        here: Mapping[str, AbstractPotential] | None = None
        if part == "total" and not closed and isinstance(chosen, Contact):
            here = spin_total(background_, a, b, sector, structure, flavour=flavour, accuracy=accuracy)
        if here is None:
            here = spin_terms(background_, a, b, sector, structure, flavour=flavour, accuracy=accuracy)
        else:
            closed = True
        for name, term in here.items():
            found.setdefault(name, []).append(term)
        warnings += background_.warnings(a, b, sector, flavour)
    warnings += _first_order(a, b, present, sector, flavour)
    terms: dict[str, AbstractPotential] = {}
    if not (beams or closed):
        vacuum = chosen.terms(a, b, sector, structure, flavour=flavour, accuracy=accuracy)
        terms = {name: YukawaMixture(()) for name in vacuum} if part == "background" and not present else dict(vacuum)
    if present and part == "background":
        terms = {}
        if not found:
            raise OutOfDomain(
                f"every static {structure} term of {a.name or 'a'} and {b.name or 'b'} averages to zero in this background, and "
                "those in their velocities are not derived; take a beam, or part 'vacuum'"
            )
    elif present and structure == "parity-odd":
        warnings.append(
            "parity-odd: terms in the velocities of the sources are those of the vacuum; what a background adds to them is not "
            "derived"
        )
    for name, parts in found.items():
        terms[name] = _united((*(terms[name].parts() if name in terms else ()), *(p for x in parts for p in x.parts())))
    return terms


def _first_order(
    a: Content, b: Content, present: tuple[AbstractBackground, ...], sector: Sector, flavour: str
) -> list[str]:
    """What the reader must not mistake for a force: the energy of each spin by itself."""
    found = []
    names = ", ".join(background_.name for background_ in present)
    for source in {x.name: x for x in (a, b)}.values() if present else ():
        try:
            elementary(source)
        except OutOfDomain:
            continue  # unpolarised
        each = [stodolsky(source, background_, sector, flavour=flavour) for background_ in present]
        energy = float(np.linalg.norm(sum(each)))
        where = "along the beam" if any(x.directed for x in present) else "in any direction, the flux being isotropic"
        found.append(
            f"first-order: in background {names} the spin of {source.name or 'a source'} alone has an energy of up to "
            f"{energy:.6g} eV {where}, of first order in G_F; it does not depend on the separation, is no force between "
            "the two, and is not in these numbers"
        )
    return found


def _united(parts: tuple[AbstractPotential, ...]) -> AbstractPotential:
    """Join potentials into one, coefficients of the same operator of a beam in one list."""
    operators: dict[str, list[SpinWaves]] = {}
    for part in parts:
        if isinstance(part, SpinWaves):
            operators.setdefault(part.operator, []).append(part)
    others = tuple(part for part in parts if not isinstance(part, SpinWaves))
    return combined((*others, *(SpinWaves.joined(x) for x in operators.values())))


def as_structures(structure: str | Iterable[str]) -> tuple[str, ...]:
    """Names of spin structures, checked."""
    if not isinstance(structure, Iterable):
        raise InputError("structure", structure, f"name one or several of {', '.join(STRUCTURES)}")
    names = (structure,) if isinstance(structure, str) else tuple(structure)
    for name in names:
        if name not in STRUCTURES:
            raise UnknownName("structure", name, STRUCTURES)
    if not names:
        raise InputError("structure", structure, f"name at least one of {', '.join(STRUCTURES)}")
    return tuple(dict.fromkeys(names))


def _vector(value: Any, name: str) -> Any:
    if value is None:
        return np.zeros(3)
    try:
        vector = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        vector = np.full(1, np.nan)
    if vector.shape != (3,) or not np.all(np.isfinite(vector)):
        raise InputError(name, value, "needs three finite numbers")
    return vector


def as_exchange(exchange: str | Mapping[str, Any] | AbstractExchange) -> AbstractExchange:
    """Return an exchange from its name, a table ``{kind = ..., ...}``, or itself."""
    if isinstance(exchange, AbstractExchange):
        return exchange
    if not isinstance(exchange, (str, Mapping)):
        raise InputError(
            "exchange", exchange, "expected the name of an exchange, a table with its kind, or an exchange made"
        )
    table = {"kind": exchange} if isinstance(exchange, str) else dict(exchange)
    known = kinds()
    kind = table.get("kind", "contact")
    match = next((name for name in known if name.casefold() == str(kind).casefold()), None)
    if match is None:
        raise UnknownName("exchange", kind, known)
    table["kind"] = match
    try:
        made: AbstractExchange = build(known[match], table, "exchange")
    except InputError as error:
        if match == "contact" and "unknown key" in str(error):
            hint = f"{error}; these are the keys of 'contact': choose what is exchanged first, with --exchange or exchange.kind"
            raise InputError(error.field, error.value, error.remedy, hint) from None
        raise
    return made


def as_backgrounds(
    background: str | AbstractBackground | Iterable[str | AbstractBackground],
) -> tuple[AbstractBackground, ...]:
    """Return the backgrounds named; "vacuum" is none."""
    items = [background] if isinstance(background, (str, AbstractBackground)) else list(background)
    found = []
    for item in items:
        if isinstance(item, str) and item.casefold() == "vacuum":
            continue
        if not isinstance(item, (str, AbstractBackground)):
            raise InputError("background", item, "expected the name of a background, or a background")
        try:
            found.append(backgrounds.get(item, field="background"))
        except UnknownName as error:
            raise UnknownName("background", item, ("vacuum", *error.known)) from None
    return tuple(x for each in found for x in each.parts())


__all__ = ["Interaction", "Part", "as_backgrounds", "as_exchange", "interaction"]
