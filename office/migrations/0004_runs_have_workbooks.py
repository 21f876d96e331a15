"""Imports of before get a set and a workbook of their own; their rows name all that one row of a workbook touched."""

import json

from django.db import migrations


def give_runs_their_workbooks(apps, schema_editor):
    Upload, Workbook = apps.get_model("office", "Upload"), apps.get_model("office", "Workbook")
    for run in apps.get_model("office", "Run").objects.order_by("pk"):
        upload = Upload.objects.create(by=run.by, state="imported")
        Upload.objects.filter(pk=upload.pk).update(at=run.at)
        run.workbook = Workbook.objects.create(
            upload=upload, name=run.file_name, sha256=run.file_hash, state="imported", imported_at=run.at
        )
        run.state = "imported"
        run.save()


def gather_records(apps, schema_editor):
    RunRow = apps.get_model("office", "RunRow")
    for run in apps.get_model("office", "Run").objects.order_by("pk"):
        rows = {}
        for old in RunRow.objects.filter(run=run).order_by("pk"):
            rows.setdefault((old.sheet, old.row), []).append(old)
        for olds in rows.values():
            first = olds[0]
            first.records = json.dumps([[old.model, old.record, int(old.outcome == "created")] for old in olds])
            first.outcome = "created" if any(old.outcome == "created" for old in olds) else "updated"
            first.save()
            RunRow.objects.filter(pk__in=[old.pk for old in olds[1:]]).delete()


class Migration(migrations.Migration):

    dependencies = [("office", "0003_uploads")]

    operations = [
        migrations.RunPython(give_runs_their_workbooks, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(gather_records, migrations.RunPython.noop, elidable=True),
    ]
