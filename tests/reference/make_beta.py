# mypy: ignore-errors
# ruff: noqa: T201
"""Neutrino spectra of single beta branches: allowed and unique forbidden shapes in the Coulomb field of the daughter.

    dN/dE ~ E^2 p W F(Z, W) C_n,    W = Q - E + m_e,    F = p^(2 gamma - 2) e^(pi eta) |Gamma(gamma + i eta)|^2,

with Z negative for positrons and the textbook polynomials C_n (E. J. Konopinski and G. E. Uhlenbeck, Phys. Rev. 60 (1941)
308).

Route: 30 digits, mpmath's quadrature over the momentum of the charged lepton, which removes the square root at the end point.

Checks made at each run:
* half the working precision and a split interval change nothing by 1e-14;
* without charge and for Q >> m_e, the allowed mean tends to Q/2;
* the Fermi function of a slow electron, 2 pi eta (1 + O(Z alpha)^2), and its vanishing for a slow positron.
"""

from __future__ import annotations

from mpmath import mp, mpf
from reference_tools import decimal, relative, write_table

ME = mpf("0.51099895069")
ALPHA = mpf("7.2973525643e-3")
# name: end point (MeV), charge of the daughter (negative for positrons), forbidden
BRANCHES = {
    "pp": ("0.4234", -1, 0),
    "hep": ("18.77", -2, 0),
    "13N": ("1.199", -6, 0),
    "15O": ("1.732", -7, 0),
    "17F": ("1.740", -8, 0),
    "40K": ("1.3105", 20, 3),
    "first": ("2.0", 40, 1),
    "second": ("0.7", -20, 2),
    "fission": ("5.0", 46, 0),
}
FRACTIONS = ("0.01", "0.1", "0.3", "0.5", "0.7", "0.9", "0.99")


def forbiddenness(p, q, n):
    """The textbook polynomials of unique forbidden decays."""
    a, b = p * p, q * q
    return (1, a + b, a**2 + mpf(10) / 3 * a * b + b**2, a**3 + 7 * a * b * (a + b) + b**3)[n]


def fermi(p, w, charge):
    gamma = mp.sqrt(1 - (ALPHA * charge) ** 2)
    eta = ALPHA * charge * w / p
    return p ** (2 * gamma - 2) * mp.exp(mp.pi * eta) * abs(mp.gamma(mp.mpc(gamma, eta))) ** 2


def shape(q, end, charge, n):
    w = end - q + ME
    p = mp.sqrt((w - ME) * (w + ME))
    return q**2 * p * w * fermi(p, w, charge) * forbiddenness(p, q, n)


def moments(end, charge, n, pieces):
    top = mp.sqrt(end * (end + 2 * ME))
    out = []
    for power in (0, 1):

        def integrand(p, power=power):
            w = mp.sqrt(p * p + ME * ME)
            q = end + ME - w
            return q ** (2 + power) * p * w * fermi(p, w, charge) * forbiddenness(p, q, n) * p / w

        out.append(mp.quad(integrand, [top * mpf(i) / pieces for i in range(pieces + 1)]))
    return out


def main() -> None:
    mp.dps = 30
    slow = mpf("1e-4") * ME
    eta = ALPHA * 1 * mp.sqrt(slow**2 + ME**2) / slow
    gamma = mp.sqrt(1 - ALPHA**2)
    assert relative(fermi(slow, mp.sqrt(slow**2 + ME**2), 1), slow ** (2 * gamma - 2) * 2 * mp.pi * eta) < 1e-3
    assert fermi(slow, mp.sqrt(slow**2 + ME**2), -20) < mpf("1e-1000")
    norm, first = moments(mpf(1000), 0, 0, 4)
    assert abs(first / norm / 1000 - mpf("0.5")) < mpf("2e-3")
    rows = []
    for name, (text, charge, n) in BRANCHES.items():
        end = mpf(text)
        norm, first = moments(end, charge, n, 6)
        mp.dps = 18
        rough = moments(end, charge, n, 9)
        mp.dps = 30
        assert relative(rough[0], norm) < mpf("1e-14"), name
        assert relative(rough[1], first) < mpf("1e-14"), name
        for fraction in FRACTIONS:
            energy = end * mpf(fraction)
            value = shape(energy, end, charge, n) / norm
            rows.append(
                [name, decimal(end, 6), charge, n, decimal(first / norm, 16), decimal(energy, 10), decimal(value, 16)]
            )
    write_table(
        "beta.csv",
        [
            "Neutrino spectra of beta branches: Coulomb field of the daughter, allowed (0) and unique forbidden (1 to 3).",
            "charge: of the daughter, negative for positrons. density: normalised, per MeV, at energy_MeV.",
            "m_e = 0.51099895069 MeV, 1/alpha = 137.035999177. 14 digits are good.",
        ],
        ["name", "endpoint_MeV", "charge", "forbidden", "mean_MeV", "energy_MeV", "density_per_MeV"],
        rows,
    )
    print(len(rows), "rows")


if __name__ == "__main__":
    main()
