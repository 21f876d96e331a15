import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("office", "0004_runs_have_workbooks")]

    operations = [
        migrations.RemoveIndex(
            model_name='runrow',
            name='office_runrow_record',
        ),
        migrations.RemoveField(
            model_name='run',
            name='file_hash',
        ),
        migrations.RemoveField(
            model_name='run',
            name='file_name',
        ),
        migrations.RemoveField(
            model_name='runrow',
            name='model',
        ),
        migrations.RemoveField(
            model_name='runrow',
            name='record',
        ),
        migrations.AlterField(
            model_name='run',
            name='workbook',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='office.workbook', verbose_name='workbook'),
        ),
    ]
