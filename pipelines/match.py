"""What each listing's words speak for. The probe that found it is not asked."""

from __future__ import annotations

from pipelines.stage import Stage
from warden.identity import recipe_id
from warden.records import Recipe, ResultPage
from warden.session import Session


def match(page: ResultPage, session: Session) -> ResultPage:
    """One assessment a listing, and the recipe that made it."""
    assess = session.matcher.assess
    page.assessments = [
        assess(row.title, row.description, lang=row.language, site=page.site, category=row.category)
        for row in page.listings
    ]
    versions = (
        session.matcher.terms_version,
        page.facts.site_version,
        session.matcher_version,
        session.parser_version,
    )
    page.recipe = Recipe(recipe_id(*versions), *versions)
    return page


class MatchPipeline(Stage):
    """Stage 400."""

    def process_item(self, item: ResultPage) -> ResultPage:
        return match(item, self.session)
