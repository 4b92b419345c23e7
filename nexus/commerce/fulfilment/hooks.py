from nexus.kernel.webhooks.concerning import concerns, named_in

concerns("commerce.shipment.*")(named_in("seller_id"))
