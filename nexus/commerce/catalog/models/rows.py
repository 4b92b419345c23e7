"""What lists and pages read of a product, in one statement."""

from nexus.kernel.database.rows import RowReader

_SELECT = """
    SELECT product.id, product.name, product.name_key, product.slug, product.price, product.currency,
           product.compare_at_price, product.brand, product.is_featured, product.status, product.created_at,
           product.category_id, category.name AS category__name, category.slug AS category__slug,
           product.seller_id, seller.username AS seller__username,
           COALESCE(
               (SELECT SUM(stock) FROM catalog_variant WHERE product_id = product.id), 0
           ) AS stock,
           (
               SELECT card FROM catalog_productimage WHERE product_id = product.id AND card <> ''
               ORDER BY position, id LIMIT 1
           ) AS image
           {more}
    FROM {keys}
    JOIN catalog_product AS product ON product.id = keys.id
    JOIN accounts_user AS seller ON seller.id = product.seller_id
    LEFT JOIN taxonomy_category AS category ON category.id = product.category_id
"""

_DETAILS = ", product.description, product.attributes, product.updated_at"
# Amounts as text: a JSON number would lose the cents' zeros.
_HANGING_ON_IT = """,
           (
               SELECT COALESCE(json_agg(variant ORDER BY variant.position, variant.id), '[]')
               FROM (
                   SELECT id, options, sku, price::text, compare_at_price::text, stock, stock > 0 AS in_stock,
                          position, weight_grams,
                          (
                              SELECT COALESCE(
                                  json_agg(
                                      json_build_object(
                                          'currency', currency, 'price', price::text,
                                          'compare_at_price', compare_at_price::text
                                      )
                                      ORDER BY currency
                                  ), '[]'
                              )
                              FROM catalog_variantprice WHERE variant_id = catalog_variant.id
                          ) AS prices
                   FROM catalog_variant WHERE product_id = product.id
               ) AS variant
           ) AS variants,
           (
               SELECT COALESCE(json_agg(image ORDER BY image.position, image.id), '[]')
               FROM catalog_productimage AS image WHERE product_id = product.id
           ) AS images
"""

CARDS = RowReader(_SELECT.replace("{more}", ""))
DETAILS = RowReader(_SELECT.replace("{more}", _DETAILS))
PAGES = RowReader(_SELECT.replace("{more}", _DETAILS + _HANGING_ON_IT))
