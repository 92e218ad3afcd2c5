"""What a bridge is made of: ions, and ends of two temperatures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ion:
    """Charge number, diffusion coefficient [m2/s], heat of transport [J/mol]."""

    charge: float
    diffusion: float
    heat_of_transport: float = 0.0


@dataclass(frozen=True)
class Warmth:
    """Temperatures that both ends are held at [K], thermal conductivity [W/m/K] and heat capacity [J/m3/K]."""

    left: float
    right: float
    conductivity: float
    heat_capacity: float
