"""What buying needs: weights, prices in further currencies, and stock that inventory counts."""

import django.core.validators
import django.db.models.deletion
import nexus.commerce.catalog.models.fields
import nexus.kernel.kit.currencies
from django.db import migrations, models

from nexus.kernel.kit.ids import new_id

BATCH = 1_000

# Deferred, so that a new variant's stock may be written before it: it then is there from the beginning.
TIE = """
    ALTER TABLE inventory_stockitem ADD CONSTRAINT stock_item_of_variant
    FOREIGN KEY (variant_id) REFERENCES catalog_variant (id)
    ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
"""
UNTIE = "ALTER TABLE inventory_stockitem DROP CONSTRAINT stock_item_of_variant;"

# catalog_variant.stock = the sum over active warehouses of what is on hand less what is held. It moves by the
# difference of each change, with the variants locked by their id, as everywhere.
FOLLOW = """
    CREATE FUNCTION variant_stock_is_counted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT COALESCE(SUM(item.on_hand - item.reserved), 0) INTO NEW.stock
            FROM inventory_stockitem AS item
            JOIN inventory_warehouse AS warehouse ON warehouse.id = item.warehouse_id AND warehouse.is_active
            WHERE item.variant_id = NEW.id;
        ELSE
            NEW.stock := OLD.stock;
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER variant_stock_begins BEFORE INSERT ON catalog_variant
    FOR EACH ROW EXECUTE FUNCTION variant_stock_is_counted();
    CREATE TRIGGER variant_stock_is_counted BEFORE UPDATE OF stock ON catalog_variant
    FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND NEW.stock IS DISTINCT FROM OLD.stock)
    EXECUTE FUNCTION variant_stock_is_counted();

    CREATE FUNCTION move_variant_stock(variants uuid[], changes bigint[]) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        WITH locked AS (
            SELECT variant.id, change.change
            FROM unnest(variants, changes) AS change (id, change)
            JOIN catalog_variant AS variant ON variant.id = change.id
            WHERE change.change <> 0
            ORDER BY variant.id FOR NO KEY UPDATE OF variant
        )
        UPDATE catalog_variant AS variant SET stock = variant.stock + locked.change
        FROM locked WHERE variant.id = locked.id;
    END $$;

    CREATE FUNCTION variant_stock_follows_items() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            PERFORM move_variant_stock(array_agg(variant_id), array_agg(free))
            FROM (
                SELECT item.variant_id, SUM(item.on_hand - item.reserved) AS free
                FROM after AS item
                JOIN inventory_warehouse AS warehouse ON warehouse.id = item.warehouse_id AND warehouse.is_active
                GROUP BY item.variant_id
            ) AS change;
        ELSE
            PERFORM move_variant_stock(array_agg(variant_id), array_agg(free))
            FROM (
                SELECT item.variant_id, SUM(item.free) AS free
                FROM (
                    SELECT variant_id, warehouse_id, on_hand - reserved AS free FROM after
                    UNION ALL
                    SELECT variant_id, warehouse_id, reserved - on_hand FROM before
                ) AS item
                JOIN inventory_warehouse AS warehouse ON warehouse.id = item.warehouse_id AND warehouse.is_active
                GROUP BY item.variant_id
            ) AS change;
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER variant_stock_follows_new_items AFTER INSERT ON inventory_stockitem
    REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION variant_stock_follows_items();
    CREATE TRIGGER variant_stock_follows_items AFTER UPDATE ON inventory_stockitem
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION variant_stock_follows_items();

    CREATE FUNCTION variant_stock_follows_warehouse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM move_variant_stock(array_agg(variant_id), array_agg(free))
        FROM (
            SELECT variant_id, SUM(on_hand - reserved) * CASE WHEN NEW.is_active THEN 1 ELSE -1 END AS free
            FROM inventory_stockitem WHERE warehouse_id = NEW.id GROUP BY variant_id
        ) AS change;
        RETURN NULL;
    END $$;
    CREATE TRIGGER variant_stock_follows_warehouse AFTER UPDATE OF is_active ON inventory_warehouse
    FOR EACH ROW WHEN (OLD.is_active IS DISTINCT FROM NEW.is_active)
    EXECUTE FUNCTION variant_stock_follows_warehouse();
"""
LEAVE = """
    DROP TRIGGER variant_stock_follows_warehouse ON inventory_warehouse;
    DROP TRIGGER variant_stock_follows_items ON inventory_stockitem;
    DROP TRIGGER variant_stock_follows_new_items ON inventory_stockitem;
    DROP TRIGGER variant_stock_is_counted ON catalog_variant;
    DROP TRIGGER variant_stock_begins ON catalog_variant;
    DROP FUNCTION variant_stock_follows_warehouse();
    DROP FUNCTION variant_stock_follows_items();
    DROP FUNCTION move_variant_stock(uuid[], bigint[]);
    DROP FUNCTION variant_stock_is_counted();
"""

OPEN_STORES = """
    INSERT INTO stores_store
        (owner_id, name, description, legal_name, tax_number, address, country, commission_rate, created_at)
    SELECT id, left(username, 120), '', '', '', '{}', '', NULL, now() FROM accounts_user
    WHERE is_seller OR EXISTS (SELECT FROM catalog_product WHERE seller_id = accounts_user.id)
    ON CONFLICT DO NOTHING
"""
PUT_THERE = """
    WITH item AS (
        INSERT INTO inventory_stockitem (variant_id, warehouse_id, on_hand, reserved)
        SELECT variant.id, warehouse.id, variant.stock, 0
        FROM catalog_variant AS variant
        JOIN catalog_product AS product ON product.id = variant.product_id
        JOIN inventory_warehouse AS warehouse ON warehouse.seller_id = product.seller_id
        ORDER BY variant.id
        RETURNING id, on_hand
    )
    INSERT INTO inventory_stockmovement
        (stock_item_id, kind, on_hand_change, reserved_change, reason, happened_at)
    SELECT id, 'opened', on_hand, 0, '', now() FROM item WHERE on_hand > 0
"""


def open_stores(apps, schema_editor):
    """Give each seller a store and a warehouse, and put what their variants have in stock into it."""
    Store, Warehouse = apps.get_model("stores", "Store"), apps.get_model("inventory", "Warehouse")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(OPEN_STORES)
        sellers = Store.objects.filter(owner__warehouses=None).values_list("pk", flat=True)
        Warehouse.objects.bulk_create(
            [Warehouse(id=new_id(), seller_id=seller, name="Main") for seller in sellers], batch_size=BATCH
        )
        cursor.execute(PUT_THERE)
        # What waits to be checked at the commit would keep the tables from being altered before it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_initial'),
        ('inventory', '0001_initial'),
        ('stores', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='variant',
            name='weight_grams',
            field=models.PositiveIntegerField(default=0, help_text='As it is sent, in grams.', validators=[django.core.validators.MaxValueValidator(100000000)]),
        ),
        migrations.AlterField(
            model_name='variant',
            name='stock',
            field=models.IntegerField(default=0, help_text='What can be bought now. Inventory counts it: what else is written here is passed over.', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000000000)]),
        ),
        migrations.CreateModel(
            name='VariantPrice',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('currency', models.CharField(help_text='ISO 4217.', max_length=3, validators=[nexus.kernel.kit.currencies.known_currency])),
                ('price', models.DecimalField(decimal_places=2, max_digits=12, validators=[nexus.commerce.catalog.models.fields.above_zero])),
                ('compare_at_price', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[nexus.commerce.catalog.models.fields.above_zero])),
                ('variant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='catalog.variant')),
            ],
            options={
                'ordering': ['currency'],
                'constraints': [
                    models.UniqueConstraint(fields=('variant', 'currency'), name='variant_price_once_per_currency', violation_error_message='This variant has a price in this currency already.'),
                    models.CheckConstraint(condition=models.Q(('price__gt', 0)), name='variant_other_price_above_zero', violation_error_message='Ensure this value is greater than 0.'),
                    models.CheckConstraint(condition=models.Q(('compare_at_price__isnull', True), ('compare_at_price__gt', 0), _connector='OR'), name='variant_other_compare_at_price_above_zero', violation_error_message='A compare-at price is greater than 0, or not there.'),
                    models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='variant_price_currency_is_a_code', violation_error_message='Give the currency as its ISO 4217 code, such as EUR.'),
                ],
            },
        ),
        migrations.RunPython(open_stores, migrations.RunPython.noop, elidable=False),
        migrations.RunSQL(TIE, UNTIE),
        migrations.RunSQL(FOLLOW, LEAVE),
    ]
