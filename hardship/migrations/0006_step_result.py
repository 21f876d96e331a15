from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hardship", "0005_whole_file"),
    ]

    operations = [
        migrations.AddField(
            model_name="step",
            name="result",
            field=models.CharField(blank=True, max_length=20, verbose_name="outcome"),
        ),
    ]
