"""What a listing was called by who reported it."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """See ``warden.review.reports.models``."""

    dependencies = [("reports", "0002_about_and_remark")]
    operations = [
        migrations.AddField(
            "report", "named", models.CharField(blank=True, max_length=100), preserve_default=True
        )
    ]
