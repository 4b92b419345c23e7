from django.db import migrations, models

_KEY = r"lower(regexp_replace(normalize(%(expressions)s, NFD), '[\u0300-\u036f]', '', 'g'))"


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0002_history")]

    operations = [
        migrations.RemoveIndex(model_name="category", name="taxonomy_ca_name_09051d_idx"),
        migrations.AddField(
            model_name="category",
            name="name_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("name"), output_field=models.TextField(), template=_KEY),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="category",
            index=models.Index(fields=["name_key", "id"], name="category_by_name"),
        ),
        migrations.AlterModelOptions(
            name="category",
            options={"ordering": ("name_key", "id"), "verbose_name_plural": "categories"},
        ),
    ]
