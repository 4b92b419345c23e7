// A Vendure shop as its documentation sets one up for production, with what the core ships: search, jobs and
// the schedule in the database, the dummy payment. libpq's variables say where the database is.
const {
    DefaultJobQueuePlugin, DefaultLogger, DefaultSchedulerPlugin, DefaultSearchPlugin, LogLevel, dummyPaymentHandler,
} = require('@vendure/core');

exports.config = {
    apiOptions: { hostname: '127.0.0.1', port: Number(process.env.PORT), cors: false },
    authOptions: {
        tokenMethod: 'bearer',
        superadminCredentials: { identifier: 'bench', password: process.env.SECRET_KEY },
    },
    // Pictures are only named here, nobody fetches them: what the asset server does beyond that isn't needed.
    assetOptions: {
        assetStorageStrategy: {
            toAbsoluteUrl: (request, name) => `${request.protocol}://${request.get('host')}/assets/${name}`,
        },
    },
    dbConnectionOptions: {
        type: 'postgres',
        host: process.env.PGHOST,
        port: Number(process.env.PGPORT),
        username: process.env.PGUSER,
        database: process.env.PGDATABASE,
        synchronize: process.env.MAKE_TABLES === '1',
        logging: false,
    },
    logger: new DefaultLogger({ level: LogLevel.Error }),
    paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
    plugins: [DefaultJobQueuePlugin, DefaultSchedulerPlugin.init({}), DefaultSearchPlugin.init({})],
};
