from nexus.kernel.webhooks.concerning import concerns, named_in

concerns("commerce.payout.*", "commerce.payout_account.*", "commerce.balance.*")(named_in("seller_id"))
