// Makes an empty shop by Vendure's own populator: tables, a country, a tax, a way of shipping and one of paying.
// The catalogue itself comes by SQL: Vendure's importer takes minutes for it and its search index an hour.
const { bootstrap } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { config } = require('./config');

const shop = {
    defaultLanguage: 'en',
    defaultZone: 'Europe',
    countries: [{ code: 'DE', name: 'Germany', zone: 'Europe' }],
    taxRates: [{ name: 'No tax', percentage: 0 }],
    shippingMethods: [{ name: 'Free', price: 0 }],
    paymentMethods: [
        {
            name: 'Dummy',
            handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: 'true' }] },
        },
    ],
    collections: [],
};

populate(() => bootstrap(config), shop).then(app => app.close()).then(() => process.exit(0));
