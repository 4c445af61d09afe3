# mypy: ignore-errors
"""Distances where the massless two-neutrino potential equals Newton's, for particles and neutral atoms.

Route: (1/r) int dmu rho(mu) e^{-mu r} with rho = g g' G_F^2 mu^3/(24 pi^3) is evaluated numerically at r = 1, which
gives the coefficient of 1/r^5; then |V_nu| = G_N m1 m2/r is solved. Charges: sum over the three flavours of g g', with
g = -1/2 + 2 s2 + delta_{own flavour} for an electron, 1/2 - 2 s2 for a proton, -1/2 for a neutron, and
(Z - N/2, -N/2, -N/2) for a neutral atom, where sin^2 theta_W cancels.
"""

from __future__ import annotations

from mpmath import mp, mpf
from reference_tools import CONSTANTS_LINE, SIN2_THETA_W, constants, decimal, relative, write_table

mp.dps = 50
K = constants()
NEWTON_SI = "6.67430e-11"
UNIT_MASS = mpf("931494103.72")  # eV, CODATA 2022
MASSES = {"e": "510998.95069", "p": "938272089.43", "n": "939565421.94"}  # eV, CODATA 2022
ATOMS = {  # Z, A, mass in u (AME 2020, rounded)
    "H": (1, 1, "1.00782503190"),
    "12C": (6, 12, "12"),
    "56Fe": (26, 56, "55.93493554"),
    "208Pb": (82, 208, "207.976652"),
}
PAIRS = [("e", "e"), ("p", "p"), ("p", "n"), ("n", "n"), ("e", "p"), ("e", "n")] + [(atom, atom) for atom in ATOMS]


def newton():
    """G_N in eV^-2: G e^2/(hbar c^5) in SI numbers."""
    h, c, e = mpf("6.62607015e-34"), mpf(299792458), mpf("1.602176634e-19")
    return mpf(NEWTON_SI) * e**2 / (h / (2 * mp.pi) * c**5)


def charges(body: str) -> list:
    if body in ATOMS:
        z, a, _ = ATOMS[body]
        half = mpf(a - z) / 2
        return [z - half, -half, -half]
    neutral = {"e": -mpf(1) / 2 + 2 * K.s2, "p": mpf(1) / 2 - 2 * K.s2, "n": -mpf(1) / 2}[body]
    return [neutral + (body == "e"), neutral, neutral]


def mass(body: str):
    return mpf(ATOMS[body][2]) * UNIT_MASS if body in ATOMS else mpf(MASSES[body])


def main() -> None:
    coefficient = mp.quad(lambda mu: mu**3 * mp.exp(-mu), [0, 1, 5, 20, 60, 200]) * K.fermi**2 / (24 * mp.pi**3)
    assert relative(coefficient, K.fermi**2 / (4 * mp.pi**3)) < 1e-40
    centimetre = mpf("0.01") / K.hbar_c
    rows = []
    for a, b in PAIRS:
        for flavours in ("all", "e"):
            if flavours == "e" and (a, b) not in (("e", "e"), ("n", "n")):
                continue
            count = 3 if flavours == "all" else 1
            product = mp.fsum(x * y for x, y in list(zip(charges(a), charges(b), strict=True))[:count])
            strength = coefficient * abs(product) / (newton() * mass(a) * mass(b))
            sign = "+" if product > 0 else "-"
            row = [a, b, flavours, sign, decimal(product, 20), decimal(mass(a), 20), decimal(mass(b), 20)]
            rows.append([*row, decimal(strength ** mpf("0.25") * K.hbar_c, 25), decimal(strength / centimetre**4, 25)])
    header = [
        "Where the massless two-neutrino potential equals gravity: |V_nu(r*)| = G_N m1 m2/r*;",
        "  the forces cross at 5^(1/4) r*.",
        "Columns: a, b; flavour (all or e only); sign (+ repels); charge_sum (sum over flavours of g g');",
        "  mass_a_eV, mass_b_eV (eV); r_star_m (m); ratio_1cm (|V_nu|/|V_gravity| at 1 cm).",
        f"Inputs: {CONSTANTS_LINE};",
        f"  sin^2 theta_W = {SIN2_THETA_W}; G_N = {NEWTON_SI} m^3 kg^-1 s^-2 (CODATA 2022);",
        f"  e, p, n masses and u = {int(UNIT_MASS)}.72 eV from CODATA 2022; atomic masses from AME 2020, as listed.",
        "Script: make_gravity_crossing.py.",
        "Trustworthy digits: all printed ones, for the inputs as listed.",
    ]
    columns = "a,b,flavour,sign,charge_sum,mass_a_eV,mass_b_eV,r_star_m,ratio_1cm"
    write_table("gravity_crossing.csv", header, columns.split(","), rows)


if __name__ == "__main__":
    main()
