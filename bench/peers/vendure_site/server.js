// Two processes behind one port, as Node shares it.
const cluster = require('node:cluster');

if (cluster.isPrimary) {
    for (let n = 0; n < Number(process.env.WORKERS); n++) cluster.fork();
    process.on('SIGTERM', () => {
        for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL'); // one may still be loading
        process.exit(0);
    });
} else {
    const { bootstrap } = require('@vendure/core');
    bootstrap(require('./config').config);
}
