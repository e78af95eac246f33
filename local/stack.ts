import path from 'node:path';
import { bootstrap, fillVault } from './bootstrap.ts';
import { createFront } from './front.ts';
import { startFunctions } from './functions.ts';
import type { Handler } from './handler.ts';
import { createHttpCalls } from './http-calls.ts';
import { createMessages } from './inbox/messages.ts';
import { createInboxRoutes } from './inbox/routes.ts';
import { startMessageServices } from './inbox/services.ts';
import { signInMailer } from './inbox/sign-in-mail.ts';
import { takeLock } from './lock.ts';
import { messageOf, warn } from './log.ts';
import { type MigrationResult, migrate } from './migrate.ts';
import type { Options } from './options.ts';
import { createOutside } from './outside.ts';
import { checkPorts } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { findPostgresHome } from './postgres-home.ts';
import { createRealtime } from './realtime.ts';
import { askDatabase } from './realtime-access.ts';
import { callFunction, createScheduler, readSchedule } from './scheduler.ts';
import { seed } from './seed.ts';
import { keepBrowsers } from './seed-browsers.ts';
import { databaseUrl } from './sql.ts';
import { type Stack, writeStackFile } from './stack-file.ts';
import { loadSecrets, openStateDir } from './state.ts';
import { type Supervisor, supervise } from './supervisor.ts';
import { startWeb } from './web.ts';

export interface RunningStack {
  info: Stack;
  migrations: MigrationResult;
  supervisor: Supervisor;
}

interface Lifetime {
  /** Aborts when the stack is told to stop. */
  signal: AbortSignal;
  /** Registers what must be undone; the last registered is undone first. */
  onStop(undo: () => void | Promise<void>): void;
  /** The stack cannot go on. */
  giveUp(reason: string): void;
}

const starting: Handler = (_, response) => {
  response.writeHead(503, { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' }).end('Starting …\n');
};

/** Starts everything, the slow things side by side, and returns when the first page can be used. */
export async function startStack(root: string, options: Options, life: Lifetime): Promise<RunningStack> {
  const { port, databasePort, functionsPort, dataDir } = options;
  const stateDir = openStateDir(dataDir);
  life.onStop(takeLock(stateDir));
  await checkPorts([
    { flag: '--port', port, what: 'the web app and the API' },
    { flag: '--db-port', port: databasePort, what: 'Postgres' },
    { flag: '--functions-port', port: functionsPort, what: 'the edge functions' },
  ]);
  const secrets = loadSecrets(stateDir);
  const database = { port: databasePort, password: secrets.databasePassword };
  const origin = `http://127.0.0.1:${port}`;
  const functionsUrl = `http://127.0.0.1:${functionsPort}/functions/v1`;
  const messages = createMessages();
  const services = await startMessageServices(origin, messages, secrets);
  life.onStop(services.close);
  const outside = createOutside(origin);

  let supervisor: Supervisor | undefined;
  let web = starting;
  let accounts: Stack['accounts'] = [];

  const realtime = createRealtime({
    jwtSecret: secrets.jwt,
    apiKeys: [secrets.publishableKey, secrets.secretKey],
    mayRead: askDatabase(() => supervisor?.admin()),
  });
  life.onStop(realtime.close);
  const front = createFront({
    port,
    functionsPort,
    publishableKey: secrets.publishableKey,
    allowedHosts: options.allowedHosts,
    inbox: createInboxRoutes({ messages, reply: services.reply }),
    accounts: () => accounts,
    generation: () => supervisor?.generation(),
    sandbox: (pathname) => services.handlerOf(pathname) ?? outside.handlerOf(pathname),
    web: (request, response) => web(request, response),
  });
  front.on('upgrade', (request, socket, head) => {
    if (realtime.upgrade(request, socket, head) || options.dev) return;
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject);
    front.listen(port, '127.0.0.1', resolve);
  });
  life.onStop(() => {
    front.closeAllConnections();
    return new Promise<void>((resolve) => front.close(() => resolve()));
  });

  const functions = startFunctions({
    root,
    port: functionsPort,
    apiUrl: origin,
    databaseUrl: databaseUrl(database, 'postgres'),
    secrets,
    outside: { ...outside.environment, ...services.environment },
    pidFile: path.join(stateDir, 'functions.pid'),
  });
  life.onStop(functions.stop);
  const webReady = startWeb(root, { dev: options.dev, server: front, signal: life.signal }).then((started) => {
    web = started.handler;
    life.onStop(started.close);
  });
  webReady.catch(() => {});

  const postgresOptions = {
    home: findPostgresHome(dataDir, stateDir),
    port: databasePort,
    password: secrets.databasePassword,
    logFile: path.join(stateDir, 'postgres.log'),
    signal: life.signal,
  };
  const starts = startPostgres(postgresOptions);
  life.onStop(async () => (supervisor ? supervisor.stop() : (await starts.catch(() => undefined))?.stop()));
  // Supabase Lite takes as long to load as Postgres to start.
  const [postgres, { createApi }] = await Promise.all([starts, import('./api.ts')]);

  await bootstrap(database, secrets, stateDir);
  await fillVault(database, options.background ? { project_url: origin, cron_secret_key: secrets.secretKey } : {});
  const migrations = await migrate(database, options.migrationsDir);
  accounts = await seed(database, { stateDir, seedFile: options.seedFile, demo: options.demo });
  await keepBrowsers(database, { stateDir, origin, accounts, push: services.push });
  supervisor = await supervise({
    database,
    postgres,
    startPostgres: () => startPostgres(postgresOptions),
    createApi: () => createApi({ database, secrets, siteUrl: origin, mailer: signInMailer(messages) }),
    onNotification: realtime.deliver,
    onHttpCall: createHttpCalls(),
    onGiveUp: life.giveUp,
  });

  const scheduler = createScheduler(
    readSchedule(path.join(root, 'supabase/functions/schedule.json')),
    callFunction(functionsUrl, secrets.secretKey),
  );
  await Promise.all([webReady, functions.ready]);
  if (options.background) scheduler.start();
  life.onStop(scheduler.stop);
  forgetOldMessages(supervisor, life.signal);

  const info: Stack = {
    web_url: origin,
    api_url: origin,
    publishable_key: secrets.publishableKey,
    secret_key: secrets.secretKey,
    database_url: databaseUrl(database, 'postgres'),
    functions_url: `${origin}/functions/v1`,
    mail_url: `${origin}/inbox`,
    accounts,
  };
  life.signal.throwIfAborted();
  life.onStop(writeStackFile(stateDir, info));
  return { info, migrations, supervisor };
}

/** The hosted platform drops realtime messages after three days; nobody reads them later. */
function forgetOldMessages(supervisor: Supervisor, signal: AbortSignal): void {
  const forget = async () => {
    await supervisor.admin()?.unsafe(`delete from realtime.messages where inserted_at < now() - interval '3 days'`);
  };
  const run = () => forget().catch((error: unknown) => warn('realtime', messageOf(error)));
  const timer = setInterval(run, 3_600_000);
  signal.addEventListener('abort', () => clearInterval(timer));
  void run();
}
