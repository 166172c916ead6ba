"""A new database in one step; decision 0021. Later changes come after it, as ever."""

import accounts.models
import core.clock
import core.crypto
import core.models
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models
from core.migrating import AtOnce


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_contact_changes'),
        ('accounts', '0003_last_days'),
    ]

    dependencies = [
        ('core', '0001_extensions'),
    ]

    operations = [
        AtOnce([
            migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('name', models.CharField(max_length=160, unique=True, verbose_name='organisaation nimi')),
                    ('kind', models.CharField(choices=[('county', 'Hyvinvointialue'), ('municipality', 'Kunta'), ('school', 'Oppilaitos'), ('association', 'Järjestö'), ('other', 'Muu')], default='county', max_length=12, verbose_name='muoto')),
                    ('business_id', models.CharField(blank=True, max_length=9, verbose_name='Y-tunnus')),
                    ('reference_rule', models.CharField(blank=True, max_length=200, verbose_name='laskun viite')),
                ],
                options={
                    'verbose_name': 'organisaatio',
                    'verbose_name_plural': 'organisaatiot',
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('password', models.CharField(default=accounts.models.unusable_password, editable=False, max_length=128)),
                    ('email', models.EmailField(blank=True, error_messages={'unique': 'Tällä sähköpostilla on jo henkilö.'}, max_length=254, null=True, unique=True, verbose_name='sähköposti')),
                    ('first_name', models.CharField(max_length=60, verbose_name='etunimi')),
                    ('last_name', models.CharField(blank=True, max_length=60, verbose_name='sukunimi')),
                    ('language', models.CharField(choices=[('fi', 'suomi'), ('sv', 'svenska'), ('en', 'English')], default='fi', max_length=2, verbose_name='kieli')),
                    ('phone', models.CharField(blank=True, max_length=30, verbose_name='puhelin')),
                    ('protected', models.BooleanField(default=False, verbose_name='turvakielto')),
                    ('preferences', models.JSONField(blank=True, default=dict)),
                    ('is_active', models.BooleanField(default=True, verbose_name='voi kirjautua')),
                    ('anonymised_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('sort_key', models.GeneratedField(db_persist=True, expression=models.Func(django.db.models.functions.text.Lower(django.db.models.functions.text.Concat(models.F('last_name'), models.Value(' '), models.F('first_name'), models.Value(' '), output_field=models.CharField())), models.Value('åäöæø'), models.Value('{|}|}'), function='translate', output_field=models.CharField()), output_field=models.CharField(db_collation='C', max_length=130))),
                ],
                options={
                    'verbose_name': 'henkilö',
                    'verbose_name_plural': 'henkilöt',
                    'indexes': [models.Index(fields=['sort_key', 'id'], name='people_in_finnish_order')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='an_email_is_in_lower_case', violation_error_message='Kirjoita sähköposti pienillä kirjaimilla.'), models.CheckConstraint(condition=models.Q(models.Q(('anonymised_at__isnull', True), ('email__isnull', False)), models.Q(('anonymised_at__isnull', False), ('email__isnull', True), ('is_active', False)), _connector='OR'), name='only_an_anonymised_person_has_no_email', violation_error_message='Henkilöllä on oltava sähköposti.'), models.CheckConstraint(condition=models.Q(('password__startswith', '!')), name='nobody_has_a_password', violation_error_message='Kirjaudutaan sähköpostin koodilla. Salasanoja ei ole.'), models.CheckConstraint(condition=models.Q(('language__in', ['fi', 'sv', 'en'])), name='a_person_speaks_fi_sv_or_en', violation_error_message='Valitse kieleksi suomi, ruotsi tai englanti.')],
                },
            ),
            migrations.CreateModel(
                name='Bank',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='pankin nimi')),
                    ('kind', models.CharField(choices=[('county', 'Hyvinvointialue'), ('association', 'Järjestö')], max_length=12, verbose_name='muoto')),
                    ('business_id', models.CharField(max_length=9, verbose_name='Y-tunnus')),
                    ('iban', models.CharField(max_length=34, verbose_name='tilinumero (IBAN)')),
                    ('bic', models.CharField(blank=True, max_length=11, verbose_name='BIC')),
                    ('email', models.EmailField(max_length=254, verbose_name='sähköposti')),
                    ('phone', models.CharField(max_length=30, verbose_name='puhelin')),
                    ('address', models.CharField(blank=True, max_length=200, verbose_name='postiosoite')),
                ],
                options={
                    'verbose_name': 'pankki',
                    'verbose_name_plural': 'pankki',
                    'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='there_is_only_one_bank', violation_error_message='Pankilla on jo rivinsä. Muuta sitä.'), models.CheckConstraint(condition=models.Q(('business_id__regex', '^\\d{7}-\\d$')), name='a_bank_has_a_business_id', violation_error_message='Kirjoita Y-tunnus muodossa 1234567-1.')],
                },
            ),
            migrations.CreateModel(
                name='Unit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('name', models.CharField(max_length=160, verbose_name='yksikön nimi')),
                    ('municipality', models.CharField(blank=True, max_length=60, verbose_name='kunta')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='viimeinen päivä')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='accounts.organisation')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.unit')),
                ],
                options={
                    'verbose_name': 'yksikkö',
                    'verbose_name_plural': 'yksiköt',
                    'constraints': [models.UniqueConstraint(models.F('organisation'), django.db.models.functions.comparison.Coalesce('parent', 0, output_field=models.BigIntegerField()), models.F('name'), name='a_unit_name_is_used_once_in_its_place', violation_error_message='Tämän niminen yksikkö on jo.'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='a_unit_is_not_its_own_parent', violation_error_message='Yksikkö ei voi olla itsensä alla.')],
                },
            ),
            migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('role', models.CharField(choices=[('orderer', 'Tilaaja'), ('coordinator', 'Koordinaattori'), ('payroll', 'Palkanlaskija'), ('supervisor', 'Työnohjaaja'), ('evaluator', 'Arvioija'), ('auditor', 'Tarkastaja'), ('main_user', 'Pääkäyttäjä')], max_length=12, verbose_name='rooli')),
                    ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='voimassa')),
                    ('needs_second', models.BooleanField(default=False, editable=False)),
                    ('seconded_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('reason', models.TextField(blank=True, max_length=500, verbose_name='perustelu')),
                    ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
                    ('seconded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='accounts.unit')),
                ],
                options={
                    'verbose_name': 'rooli',
                    'verbose_name_plural': 'roolit',
                    'constraints': [models.CheckConstraint(condition=models.Q(('granted_by', models.F('person')), _negated=True), name='nobody_grants_a_role_to_oneself', violation_error_message='Et voi antaa roolia itsellesi. Pyydä toista pääkäyttäjää.'), models.CheckConstraint(condition=models.Q(models.Q(('seconded_by', models.F('person')), _negated=True), models.Q(('seconded_by', models.F('granted_by')), _negated=True)), name='a_second_yes_comes_from_a_third_person', violation_error_message='Roolin vahvistaa toinen pääkäyttäjä kuin se, joka antoi tai saa sen.'), models.CheckConstraint(condition=models.Q(models.Q(('seconded_at__isnull', True), ('seconded_by__isnull', True)), models.Q(('seconded_at__isnull', False), ('seconded_by__isnull', False)), _connector='OR'), name='a_second_yes_has_its_time', violation_error_message='Vahvistukselta puuttuu aika tai vahvistaja.'), models.CheckConstraint(condition=models.Q(('role__in', ['auditor', 'coordinator', 'evaluator', 'main_user', 'orderer', 'payroll', 'supervisor'])), name='only_granted_roles_are_granted', violation_error_message='Tätä roolia ei anneta erikseen.'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'orderer'), _negated=True), ('unit__isnull', False), _connector='OR'), name='an_orderer_orders_for_a_unit', violation_error_message='Valitse yksikkö, jolle tilataan.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('role', '='), (django.db.models.functions.comparison.Coalesce('unit', 0, output_field=models.BigIntegerField()), '='), ('valid', '&&')], name='a_role_is_held_once_at_a_time', violation_error_message='Henkilöllä on jo tämä rooli tänä aikana.')],
                },
            ),
            migrations.CreateModel(
                name='CostCentre',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('code', models.CharField(max_length=40, verbose_name='kustannuspaikan tunnus')),
                    ('name', models.CharField(blank=True, max_length=160, verbose_name='kustannuspaikan nimi')),
                    ('limit_cents', models.PositiveIntegerField(blank=True, null=True)),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='viimeinen päivä')),
                    ('approver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approves_centres', to=settings.AUTH_USER_MODEL)),
                    ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('second_approver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cost_centres', to='accounts.unit')),
                ],
                options={
                    'verbose_name': 'kustannuspaikka',
                    'verbose_name_plural': 'kustannuspaikat',
                    'constraints': [models.UniqueConstraint(fields=('unit', 'code'), name='a_cost_centre_code_is_used_once_in_its_unit', violation_error_message='Yksiköllä on jo tämä kustannuspaikka.'), models.CheckConstraint(condition=models.Q(('deputy', models.F('approver')), _negated=True), name='a_deputy_is_somebody_else', violation_error_message='Varahenkilön on oltava joku muu kuin hyväksyjä.'), models.CheckConstraint(condition=models.Q(('second_approver', models.F('approver')), _negated=True), name='a_second_approver_is_somebody_else', violation_error_message='Toisen hyväksyjän on oltava joku muu kuin hyväksyjä.'), models.CheckConstraint(condition=models.Q(('limit_cents__isnull', True), ('second_approver__isnull', False), _connector='OR'), name='above_the_limit_somebody_decides', violation_error_message='Nimeä toinen hyväksyjä rajan ylittäville summille.')],
                },
            ),
            migrations.CreateModel(
                name='ContactChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('field', models.CharField(choices=[('phone', 'puhelin'), ('email', 'sähköposti')], max_length=5)),
                    ('old', core.crypto.EncryptedTextField(blank=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_changes', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'created_at'], name='contacts_as_they_changed')],
                },
            ),
        ]),
    ]
