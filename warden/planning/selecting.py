"""From a selection to its probes, for the command line, the worker and the console alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from warden.config import Config
from warden.records import Probe

if TYPE_CHECKING:
    from crawler.sites.site import Site
    from keywords.vocabulary import Vocabulary


def probes_for(
    config: Config, sites: Mapping[str, Site], vocabulary: Vocabulary, spec: Mapping[str, Any]
) -> list[Probe]:
    """The probes of a selection. Raises ``UsageError`` where it names what is not there, may not be sent, or is nothing."""
    from crawler.launch import refuse_unsent

    probes = chosen(config, sites, vocabulary, spec)
    refuse_unsent(sites, probes)
    return probes


def chosen(
    config: Config, sites: Mapping[str, Site], vocabulary: Vocabulary, spec: Mapping[str, Any]
) -> list[Probe]:
    """The same; there may be none."""
    from crawler.launch import refuse_import_only
    from crawler.probes import expand_probes

    told = {"statuses": config.terms.search_status, "sites": [], **spec}
    refuse_import_only(sites, told["sites"])
    probes = expand_probes(told, sites=sites, vocabulary=vocabulary)
    refuse_import_only(sites, {probe.site for probe in probes})
    return probes
