"""What a report was about, also one that was refused; and what was wrong with one that was taken."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="report",
            name="about",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="report",
            name="remark",
            field=models.CharField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
    ]
