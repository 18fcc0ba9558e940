# mypy: ignore-errors
"""Makes the shop's tables and puts the goods of goods.tsv on its shelves, beside plain ones that fill the pages."""

import csv
import os
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from django.contrib.sites.models import Site  # noqa: E402
from django.core.management import call_command  # noqa: E402
from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductClass  # noqa: E402
from oscar.apps.partner.models import Partner, StockRecord  # noqa: E402

PLAIN = 120


def goods() -> list[tuple[str, str]]:
    """Language and title of each product; the wildlife stands between plain things."""
    with (Path(__file__).parent / "goods.tsv").open(encoding="utf-8", newline="") as stream:
        told = [(row["lang"], row["title"]) for row in csv.DictReader(stream, delimiter="\t")]
    plain = [("en", f"Kitchen lamp model {number}") for number in range(PLAIN)]
    step = len(plain) // len(told) + 1
    for at, one in enumerate(told):
        plain.insert(at * (step + 1), one)
    return plain


def main() -> None:
    call_command("migrate", verbosity=0)
    Site.objects.update_or_create(id=1, defaults={"domain": "127.0.0.1", "name": "Shop"})
    kind = ProductClass.objects.create(name="Goods", track_stock=True, requires_shipping=True)
    partner = Partner.objects.create(name="Keeper")
    shelves = {}
    for number, (lang, title) in enumerate(goods(), 1):
        if lang not in shelves:
            shelves[lang] = Category.add_root(name=f"Shelf {lang}", slug=f"shelf-{lang}")
        made = Product.objects.create(
            title=title, upc=f"G{number:05}", product_class=kind, description="As shown."
        )
        StockRecord.objects.create(
            product=made,
            partner=partner,
            partner_sku=f"K{number}",
            price=Decimal(9 + number),
            price_currency="EUR",
            num_in_stock=3,
        )
        ProductCategory.objects.create(product=made, category=shelves[lang])
    call_command("rebuild_index", interactive=False, verbosity=0)
    print(Product.objects.count())


if __name__ == "__main__":
    main()
