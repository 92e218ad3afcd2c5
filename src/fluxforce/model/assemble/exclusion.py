"""An exclusion document as a network of 2^sites states."""

from fluxforce.model.schema.exclusion import ExclusionModel
from fluxforce.model.schema.values import parameter_values
from fluxforce.networks.exclusion import Boundaries, asep
from fluxforce.networks.network import Network


def assemble_exclusion(document: ExclusionModel) -> Network:
    """The open exclusion process of a document."""
    rates = document.rates(parameter_values(document.parameters))
    ends = Boundaries(rates["enter_left"], rates["leave_right"], rates["leave_left"], rates["enter_right"])
    return asep(document.exclusion.sites, ends, rates["hop_right"], rates["hop_left"])
