"""How a site stands and what to do about it, for who sits in front of a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from warden.sitelines import Standing

STANDINGS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "ok": (_("answers"), _("nothing")),
    "rests": (_("rests"), _("nothing: it goes on by itself")),
    "never": (_("never asked"), _("start a crawl of it, or a watch")),
    "import": (
        _("by saved pages"),
        _("save its pages in a browser and hand them in under Reports"),
    ),
    "key": (_("needs a key"), _("an administrator of the machine gives Warden the site's key")),
    "blocked": (
        _("blocked"),
        _("look at the saved page; when the site has rested, start a crawl of one page"),
    ),
    "changed": (_("changed"), _("look at the saved page; the site's file has to be mended")),
    "blind": (
        _("finds nothing"),
        _("a search that must find something found nothing: the site's file has to be mended"),
    ),
    "failed": (
        _("no answer"),
        _("start the crawl again; where the site forbids it, save its pages in a browser"),
    ),
    "closed": (_("closed"), _("nothing")),
}
"""{standing: (in a word, what to do)}"""
assert set(STANDINGS) == set(get_args(Standing))
