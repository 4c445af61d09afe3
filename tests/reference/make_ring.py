# mypy: ignore-errors
# ruff: noqa: T201
"""Neutrinos of stored muons toward a detector, averaged over the divergence of the beam.

Route: by the rest frame. For each direction of flight of the muon (Gaussian in two Cartesian angles) the detector's direction is
boosted to the rest frame with explicit four-vectors; the number per solid angle is the rest-frame number times the Jacobian of
the boost, and the energies are boosted back. 15 digits, the trapezoid rule in both angles, mpmath's quadrature in x.

    number: neutrinos per decay and solid angle (sr^-1) toward the detector;  mean_GeV: their mean energy in the laboratory.

Checks made at each run:
* without divergence, on the axis: number = gamma^2 (1 + beta)^2 (1 -+ P/3 ..)/(4 pi), in closed form;
* the Michel spectra, contracted here from the traces (p - m s).k_1 k_2.k_3, against their closed form, at several x and angles;
* a finer grid of angles changes nothing by 1e-10.
"""

from __future__ import annotations

from mpmath import mp, mpf
from reference_tools import decimal, relative, write_table

MASS = mpf("0.1056583755")
# name: muon, energy (GeV), polarisation, divergence (rad), off axis (rad)
CASES = {
    "ahead": ("mu-", "3.8", "0", "0", "0"),
    "ahead-polarised": ("mu-", "3.8", "0.4", "0", "0"),
    "aside": ("mu+", "3.8", "-0.3", "0", "0.02"),
    "wide": ("mu-", "3.8", "0.4", "0.005", "0"),
    "wide-aside": ("mu+", "3.8", "0.27", "0.004", "0.01"),
    "fast": ("mu+", "50", "-0.5", "0.0002", "0.001"),
    "slow": ("mu-", "0.2", "0.6", "0", "1.2"),
}


def trace(x, cosine, polarisation, flavour):
    """Spectrum of the negative muon from |M|^2 ~ [(p - m s).k_e] [p_e.k_mu], the unseen pair integrated (q^2 g + 2 q q)."""
    energy = x / 2  # m = 1
    pk, sk = energy, -energy * cosine * polarisation
    q2, pq, sq = 1 - x, 1 - x / 2, -sk  # q = p - k, s.p = 0
    if flavour == "e":
        return x * (pk - sk) * q2
    return x * (q2 * (pk - sk) + 2 * (pq - sq) * pk)


def rest(x, cosine, polarisation, flavour):
    k = polarisation * cosine
    if flavour == "e":
        return 12 * x**2 * (1 - x) * (1 + k) / (4 * mp.pi)
    return 2 * x**2 * (3 - 2 * x + k * (1 - 2 * x)) / (4 * mp.pi)


def toward(gamma, polarisation, flavour, direction):
    """Number per solid angle and energy per solid angle (units of m), for a muon that flies along z."""
    beta = mp.sqrt(1 - 1 / gamma**2)
    nz = direction[2]
    # a light-like vector (1, n) seen from the muon
    e = gamma * (1 - beta * nz)
    z = gamma * (nz - beta) / e
    jacobian = 1 / e**2
    number = mp.quad(lambda x: rest(x, z, polarisation, flavour), [0, 1])
    energy = mp.quad(lambda x: x / 2 * rest(x, z, polarisation, flavour), [0, 1]) / e
    return jacobian * number, jacobian * energy


def averaged(gamma, polarisation, flavour, sigma, off, count):
    if sigma == 0:
        return toward(gamma, polarisation, flavour, (mp.sin(off), mpf(0), mp.cos(off)))
    # trapezoid rule: exponentially accurate for Gaussians
    step = mpf(16) / count
    total = [mpf(0), mpf(0), mpf(0)]
    for i in range(count + 1):
        for j in range(count // 2 + 1):
            a, b = -8 + i * step, -8 + 16 * mpf(j) / count  # symmetric in b
            weight = mp.exp(-(a * a + b * b) / 2) * (1 if 2 * j == count else 2)
            theta = mp.hypot(off + sigma * a, sigma * b)
            pair = toward(gamma, polarisation, flavour, (mp.sin(theta), mpf(0), mp.cos(theta)))
            total[0] += weight
            total[1] += weight * pair[0]
            total[2] += weight * pair[1]
    return total[1] / total[0], total[2] / total[0]


def main() -> None:
    mp.dps = 25
    for x in ("0.1", "0.6", "0.95"):
        for cosine in ("-0.7", "0.2", "1"):
            for flavour in ("e", "mu"):
                point = (mpf(x), mpf(cosine), mpf("0.4"), flavour)
                other = (mpf("0.3"), mpf("-0.1"), mpf("0.4"), flavour)
                assert relative(trace(*point) / trace(*other), rest(*point) / rest(*other)) < mpf("1e-20")
    rows = []
    for name, (muon, energy, polarisation, sigma, off) in CASES.items():
        gamma = mpf(energy) / MASS
        sign = mpf(polarisation) * (1 if muon == "mu-" else -1)
        for flavour in ("mu", "e"):
            mp.dps = 15
            value = averaged(gamma, sign, flavour, mpf(sigma), mpf(off), 40)
            if mpf(sigma):
                finer = averaged(gamma, sign, flavour, mpf(sigma), mpf(off), 56)
                assert relative(finer[0], value[0]) < mpf("1e-10"), (name, flavour)
                assert relative(finer[1], value[1]) < mpf("1e-10"), (name, flavour)
            elif not mpf(off):
                beta = mp.sqrt(1 - 1 / gamma**2)
                closed = (gamma * (1 + beta)) ** 2 * ((1 - sign / 3) if flavour == "mu" else (1 + sign)) / (4 * mp.pi)
                assert relative(value[0], closed) < mpf("1e-12")
            mean = value[1] / value[0] * MASS
            rows.append(
                [name, muon, energy, polarisation, sigma, off, flavour, decimal(value[0], 12), decimal(mean, 12)]
            )
    write_table(
        "ring.csv",
        [
            "Neutrinos of stored muons per decay and solid angle (sr^-1) toward a detector, and their mean energy.",
            "polarisation: along the flight. divergence: rms angle in each direction (Gaussian). m = 0.1056583755 GeV.",
            "10 digits are good.",
        ],
        [
            *("name", "muon", "energy_GeV", "polarisation", "divergence", "off_axis", "flavour"),
            *("number_per_sr", "mean_GeV"),
        ],
        rows,
    )
    print(len(rows), "rows")


if __name__ == "__main__":
    main()
