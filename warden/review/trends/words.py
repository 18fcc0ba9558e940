"""The words of questions and answers."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from warden.review import labels
from warden.trends.answers import BROKEN, UNASKED, UNCOMMON, UNPRICED, Answer, Mark
from warden.trends.charts import Words
from warden.trends.questions import BY, MEASURES

Label = str | Promise

MEASURE: dict[str, Label] = {
    "listings": _("Listings with a hit"),
    "new": _("New listings"),
    "sellers": _("Sellers"),
    "rate": _("Listings per 100 probes"),
    "price": _("Median price"),
}
assert tuple(MEASURE) == MEASURES

APART: dict[str, Label] = {
    "": _("nothing"),
    "site": _("site"),
    "target": _("target"),
    "language": _("language"),
    "country": _("country"),
    "product": _("product"),
}
assert tuple(APART) == ("", *BY)

STATE: dict[str, Label] = {
    BROKEN: _("broken"),
    UNASKED: _("not looked"),
    UNCOMMON: _("not comparable"),
    UNPRICED: _("no price"),
}
VERDICT: dict[str, Label] = {
    "rising": _("rising"),
    "falling": _("falling"),
    "unclear": _("no clear change"),
    "few": _("too few to say"),
}
_RECIPE: Mapping[str, Label] = {
    "terms": _("the list of terms"),
    "matcher": _("the matcher"),
    "parser": _("the reading of pages"),
}


def told(mark: Mark) -> str:
    """What changed in a week."""
    return ", ".join(
        gettext("the site file of %(site)s") % {"site": name.removeprefix("site:")}
        if name.startswith("site:")
        else str(_RECIPE[name])
        for name in mark.what
    )


def of_chart(answer: Answer) -> Words:
    """The words in a chart."""
    question = answer.question
    value = str(MEASURE[question.measure])
    title = value
    if question.by:
        title = gettext("%(measure)s by %(apart)s") % {"measure": value, "apart": APART[question.by]}
    return Words(
        title=title,
        value=value,
        week=gettext("Week"),
        series=str(APART[question.by]),
        unknown=gettext("unknown"),
        broken=gettext("broken"),
        changed=gettext("recipe changed"),
        running=gettext("not over yet"),
        names=names(answer),
    )


def names(answer: Answer) -> dict[str, str]:
    """{key of a series: how it is called}"""
    return labels.of(answer.question.by, {one.key for one in answer.series if one.key})
