"""Discourse: the answer of its search, in which a topic and the words found in it stand apart.

``search.json`` gives ``topics`` (title, slug) beside ``posts`` (``topic_id``, ``blurb``, ``username``): the
first post of each topic is written into the topic. Any other answer stays as it is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.reading import Answer


def decode(answer: Answer) -> Any:
    """The JSON of a search with ``blurb`` and ``username`` in its topics; None for every other page."""
    if answer.body.lstrip()[:1] != b"{":
        return None
    try:
        data = json.loads(answer.body)
    except ValueError:
        return None
    topics, posts = data.get("topics"), data.get("posts")
    if not isinstance(topics, list) or not isinstance(posts, list):
        return None
    first = {post.get("topic_id"): post for post in reversed(posts) if isinstance(post, dict)}
    for topic in topics:
        post = first.get(topic.get("id")) if isinstance(topic, dict) else None
        if post:
            topic |= {"blurb": post.get("blurb"), "username": post.get("username")}
    return data
