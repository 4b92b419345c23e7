-- The catalogue in Vendure's tables, row by row as its importer and its search index would write them: a
-- product with one variant, a price, a stock, a picture, a brand (a facet) and a category (a collection).
CREATE TEMP TABLE thing AS
SELECT row_number() OVER ()::int AS n, given.*
FROM json_to_recordset(%(catalogue)s)
    AS given (name text, slug text, description text, brand text, category text, cents int, stock int);

CREATE TEMP TABLE shelf AS
SELECT 1 + row_number() OVER (ORDER BY category)::int AS n, category FROM thing GROUP BY category;

CREATE TEMP TABLE label AS
SELECT row_number() OVER (ORDER BY brand)::int AS n, brand FROM thing GROUP BY brand;

INSERT INTO collection (id, "isRoot", position, "isPrivate", filters, "inheritFilters", "parentId")
SELECT 1, true, 0, false, '[]', true, NULL
UNION ALL SELECT n, false, n, false, '[]', true, 1 FROM shelf;
INSERT INTO collection_translation ("languageCode", name, slug, description, "baseId")
SELECT 'en', '__root_collection__', '__root_collection__', '', 1
UNION ALL SELECT 'en', category, category, '', n FROM shelf;
INSERT INTO collection_closure (id_ancestor, id_descendant)
SELECT n, n FROM shelf UNION ALL SELECT 1, n FROM shelf UNION ALL SELECT 1, 1;
INSERT INTO collection_channels_channel ("collectionId", "channelId") SELECT id, 1 FROM collection;

INSERT INTO facet (id, "isPrivate", code) VALUES (1, false, 'brand');
INSERT INTO facet_translation ("languageCode", name, "baseId") VALUES ('en', 'Brand', 1);
INSERT INTO facet_channels_channel ("facetId", "channelId") VALUES (1, 1);
INSERT INTO facet_value (id, code, "facetId") SELECT n, lower(brand), 1 FROM label;
INSERT INTO facet_value_translation ("languageCode", name, "baseId") SELECT 'en', brand, n FROM label;
INSERT INTO facet_value_channels_channel ("facetValueId", "channelId") SELECT n, 1 FROM label;

INSERT INTO asset (id, type, "mimeType", "fileSize", source, preview)
SELECT n, 'IMAGE', 'image/webp', 10000, 't.webp', 't.webp' FROM thing;
INSERT INTO asset_channels_channel ("assetId", "channelId") SELECT n, 1 FROM thing;
INSERT INTO product (id, enabled, "featuredAssetId", "createdAt")
SELECT n, true, n, '2026-01-01'::timestamp + n * interval '1 second' FROM thing;
INSERT INTO product_translation ("languageCode", name, slug, description, "baseId")
SELECT 'en', name, slug, description, n FROM thing;
INSERT INTO product_asset ("assetId", position, "productId") SELECT n, 0, n FROM thing;
INSERT INTO product_channels_channel ("productId", "channelId") SELECT n, 1 FROM thing;
INSERT INTO product_facet_values_facet_value ("productId", "facetValueId")
SELECT thing.n, label.n FROM thing JOIN label USING (brand);

INSERT INTO product_variant (id, enabled, sku, "trackInventory", "taxCategoryId", "productId")
SELECT n, true, slug, 'INHERIT', 1, n FROM thing;
INSERT INTO product_variant_translation ("languageCode", name, "baseId") SELECT 'en', name, n FROM thing;
INSERT INTO product_variant_channels_channel ("productVariantId", "channelId") SELECT n, 1 FROM thing;
INSERT INTO product_variant_price ("currencyCode", "channelId", price, "variantId")
SELECT 'USD', 1, cents, n FROM thing;
INSERT INTO stock_level ("stockOnHand", "stockAllocated", "productVariantId", "stockLocationId")
SELECT stock, 0, n, 1 FROM thing;
INSERT INTO collection_product_variants_product_variant ("collectionId", "productVariantId")
SELECT shelf.n, thing.n FROM thing JOIN shelf USING (category);

INSERT INTO search_index_item ("languageCode", enabled, "productName", "productVariantName", description, slug,
    sku, "facetIds", "facetValueIds", "collectionIds", "collectionSlugs", "channelIds", "productPreview",
    "productVariantPreview", "productVariantId", "channelId", "productId", "productAssetId", price, "priceWithTax")
SELECT 'en', true, name, name, description, slug, slug, '1', label.n, shelf.n, category, '1', 't.webp', '',
    thing.n, 1, thing.n, thing.n, cents, cents
FROM thing JOIN label USING (brand) JOIN shelf USING (category);

-- The rows came with their ids: the counters go on behind them.
SELECT setval(pg_get_serial_sequence(name, 'id'), 100000)
FROM unnest(ARRAY['collection', 'facet', 'facet_value', 'asset', 'product', 'product_variant']) AS name;
