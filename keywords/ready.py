"""A matcher made ready: of a long list the compiled form is kept beside the imports."""

from __future__ import annotations

from keywords.matcher import Matcher
from keywords.vocabulary import Vocabulary


def matcher_of(vocab: Vocabulary) -> Matcher:
    """The matcher of a vocabulary, out of its cache when it has one."""
    if vocab.cache is None:
        return Matcher(vocab)
    matcher = Matcher.from_cache(vocab, vocab.cache)
    for old in vocab.cache.glob("terms-*.idx"):
        if vocab.terms_version not in old.name:
            old.unlink(missing_ok=True)
    return matcher
