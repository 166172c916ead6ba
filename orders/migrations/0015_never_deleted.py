"""Work with people is cancelled, never deleted (features.md D16)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

FUNC = "RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;"


def never_deleted(model, name, key, fingerprint):
    return pgtrigger.migrations.AddTrigger(
        model_name=model,
        trigger=pgtrigger.compiler.Trigger(
            name=name,
            sql=pgtrigger.compiler.UpsertTriggerSql(
                func=FUNC,
                hash=fingerprint,
                operation="DELETE",
                pgid=f"pgtrigger_{name}_{key}",
                table=f"orders_{model}",
                when="BEFORE",
            ),
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_text_review")]

    operations = [
        never_deleted("booking", "a_booking_is_never_deleted", "312c7", "79b16cf8bdb7b7af649cf2038cd50600cf566f56"),
        never_deleted("gig", "a_gig_is_never_deleted", "5f22f", "544a8bd5820c6f4d1e592a733fe5cf3b67fd5a65"),
        never_deleted("gigreport", "a_report_is_never_deleted", "f05a2", "e518951605b288e1936aa5f2feb8c419500815e1"),
    ]
