"""WHAT WE LOOK FOR: the word list and the matcher. Needs neither Scrapy nor a store."""

from keywords.check import check_terms, faults_in_use
from keywords.load import load_examples, load_terms
from keywords.matcher import MATCHER_VERSION, Matcher
from keywords.ready import matcher_of
from keywords.schema import Example, Fault, Prior, Product, Target, Taxon, Term
from keywords.vocabulary import Vocabulary, forms, search_terms

__all__ = [
    "MATCHER_VERSION", "Example", "Fault", "Matcher", "Prior", "Product", "Target", "Taxon", "Term", "Vocabulary", "check_terms", "faults_in_use",
    "forms", "load_examples", "load_terms", "matcher_of", "search_terms",
]  # fmt: skip
