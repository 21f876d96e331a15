import django.db.models.deletion
import office.privacy.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('office', '0002_jobs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True)),
                ('record', models.BigIntegerField(blank=True, null=True, verbose_name='record')),
                ('at', models.DateTimeField(auto_now=True, verbose_name='when')),
            ],
            options={
                'verbose_name': 'answer to a doubt',
                'verbose_name_plural': 'answers to doubts',
            },
        ),
        migrations.CreateModel(
            name='LearnedHeading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(blank=True, max_length=120)),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('heading', models.CharField(max_length=100)),
                ('printed', models.CharField(max_length=100, verbose_name='heading')),
                ('field', models.CharField(blank=True, max_length=40, verbose_name='field')),
                ('at', models.DateTimeField(auto_now=True, verbose_name='when')),
            ],
            options={
                'verbose_name': 'learned heading',
                'verbose_name_plural': 'learned headings',
                'ordering': ['kind', 'printed'],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('state', models.CharField(choices=[('received', 'waiting to be read'), ('tried', 'tried out, nothing saved'), ('imported', 'imported'), ('put_away', 'put away')], default='received', max_length=10, verbose_name='state')),
            ],
            options={
                'verbose_name': 'set of workbooks',
                'verbose_name_plural': 'sets of workbooks',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Workbook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='file')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='SHA-256 of the file')),
                ('kept', models.CharField(blank=True, editable=False, max_length=64)),
                ('state', models.CharField(choices=[('received', 'waiting to be read'), ('ready', 'can be imported'), ('refused', 'cannot be read'), ('imported', 'imported')], default='received', max_length=10, verbose_name='state')),
                ('imported_at', models.DateTimeField(blank=True, null=True, verbose_name='imported')),
                ('refusal', models.JSONField(blank=True, default=dict)),
                ('choices', models.JSONField(blank=True, default=dict)),
                ('seen', models.JSONField(blank=True, default=list)),
            ],
            options={
                'verbose_name': 'workbook',
                'verbose_name_plural': 'workbooks',
                'ordering': ['pk'],
            },
        ),
        migrations.AlterModelOptions(
            name='run',
            options={'ordering': ['-pk'], 'permissions': [('undo_run', 'Can take an import back')], 'verbose_name': 'import', 'verbose_name_plural': 'imports'},
        ),
        migrations.AlterModelOptions(
            name='runrow',
            options={'ordering': ['pk'], 'verbose_name': 'row of a workbook', 'verbose_name_plural': 'rows of workbooks'},
        ),
        migrations.AddField(
            model_name='run',
            name='doubtful',
            field=models.PositiveIntegerField(default=0, verbose_name='doubtful'),
        ),
        migrations.AddField(
            model_name='run',
            name='passed_over',
            field=models.PositiveIntegerField(default=0, verbose_name='imported earlier'),
        ),
        migrations.AddField(
            model_name='run',
            name='remarks',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='run',
            name='state',
            field=models.CharField(choices=[('trial', 'tried out, nothing saved'), ('imported', 'imported'), ('undone', 'taken back')], default='trial', max_length=10, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='run',
            name='undone_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='taken back'),
        ),
        migrations.AddField(
            model_name='run',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken back by'),
        ),
        migrations.AddField(
            model_name='runrow',
            name='details',
            field=office.privacy.fields.EncryptedTextField(blank=True, purpose='runrow.details', verbose_name='details'),
        ),
        migrations.AddField(
            model_name='runrow',
            name='label',
            field=models.CharField(blank=True, max_length=100, verbose_name='whom it is about'),
        ),
        migrations.AddField(
            model_name='runrow',
            name='print',
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name='runrow',
            name='records',
            field=models.TextField(blank=True, verbose_name='records'),
        ),
        migrations.AddField(
            model_name='runrow',
            name='taken_back',
            field=models.BooleanField(default=False, verbose_name='taken back'),
        ),
        migrations.AlterField(
            model_name='run',
            name='at',
            field=models.DateTimeField(verbose_name='when'),
        ),
        migrations.AlterField(
            model_name='run',
            name='created',
            field=models.PositiveIntegerField(default=0, verbose_name='created'),
        ),
        migrations.AlterField(
            model_name='run',
            name='read',
            field=models.PositiveIntegerField(default=0, verbose_name='rows read'),
        ),
        migrations.AlterField(
            model_name='run',
            name='rejected',
            field=models.PositiveIntegerField(default=0, verbose_name='rejected'),
        ),
        migrations.AlterField(
            model_name='run',
            name='unchanged',
            field=models.PositiveIntegerField(default=0, verbose_name='unchanged'),
        ),
        migrations.AlterField(
            model_name='run',
            name='updated',
            field=models.PositiveIntegerField(default=0, verbose_name='updated'),
        ),
        migrations.AlterField(
            model_name='runrow',
            name='outcome',
            field=models.CharField(choices=[('created', 'created'), ('updated', 'updated'), ('unchanged', 'unchanged'), ('rejected', 'rejected'), ('doubtful', 'doubtful')], max_length=10, verbose_name='outcome'),
        ),
        migrations.AlterField(
            model_name='runrow',
            name='run',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='office.run', verbose_name='import'),
        ),
        migrations.AddIndex(
            model_name='runrow',
            index=models.Index(fields=['run', 'outcome'], name='office_runrow_of_run'),
        ),
        migrations.AddField(
            model_name='answer',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='learnedheading',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='upload',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='upload',
            name='job',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='office.job', verbose_name='work on it'),
        ),
        migrations.AddField(
            model_name='workbook',
            name='upload',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='workbooks', to='office.upload', verbose_name='set'),
        ),
        migrations.AddField(
            model_name='run',
            name='workbook',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='office.workbook', verbose_name='workbook'),
        ),
        migrations.AddConstraint(
            model_name='run',
            constraint=models.CheckConstraint(condition=models.Q(('doubtful__lte', models.F('rejected'))), name='office_run_doubtful_are_rejected', violation_error_message='Doubtful rows are among those rejected.'),
        ),
        migrations.AddConstraint(
            model_name='learnedheading',
            constraint=models.UniqueConstraint(fields=('scope', 'kind', 'heading'), name='office_heading_learned_once'),
        ),
    ]
