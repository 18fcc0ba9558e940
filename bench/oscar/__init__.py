"""A small shop on django-oscar, software of other people; run in an environment of its own by ``bench.foreign_shop``."""
