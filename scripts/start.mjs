// Starts Careslot from a fresh clone: checks Node, installs what is missing, then runs the local stack in this terminal.
// Plain JavaScript without imports from node_modules, because it runs before they exist.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);

const usage = `Careslot on this machine: no Docker, no accounts, nothing leaves it.

  npm start                    start with a demo practice on http://127.0.0.1:4280
  npm start -- [options]
    --port N                   the one address for everything (default 4280)
    --db-port N                Postgres (default: port + 1)
    --functions-port N         edge functions (default: port + 2)
    --data DIR                 where the data lives (default .careslot-data)
    --no-demo                  an empty database instead of the demo practice (first start only)
    --dev                      serve src/ through Vite with hot reload instead of a build
    --allow-host NAME          also answer to this host name (a forwarded port); may be repeated
    --migrations DIR           other migrations than supabase/migrations
    --seed FILE                other seed than supabase/seed.sql
  npm run reset [-- --data DIR]   delete the data and start afresh next time
`;

const fail = (text) => {
  console.error(`\ncareslot: ${text}`);
  process.exit(1);
};

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 20)) {
    fail(`Node ${process.versions.node} is too old. Install Node 20.20 or newer (https://nodejs.org) and run again.`);
  }
}

/**
 * True when something that the lock file wants is missing or has another version. Times alone would say so after every
 * checkout, so they are only the cheap first question.
 */
function needsInstall() {
  const lock = path.join(root, 'package-lock.json');
  const mark = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(mark)) return true;
  if (statSync(lock).mtimeMs <= statSync(mark).mtimeMs) return false;
  const [wanted, installed] = [lock, mark].map((file) => JSON.parse(readFileSync(file, 'utf8')).packages);
  return Object.entries(wanted).some(([name, entry]) => {
    const found = installed[name];
    if (name === '' || entry.link) return false;
    if (!found) return !(entry.optional || entry.dev || entry.devOptional || entry.peer);
    return found.version !== entry.version;
  });
}

function install() {
  console.log('Installing the dependencies (once, about a minute) …');
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('js') ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (result.error) fail(`npm could not be started: ${result.error.message}`);
  if (result.signal) process.exit(130);
  if (result.status !== 0) {
    fail('`npm ci` failed; its message is above. Check the network connection to the npm registry and run again.');
  }
}

function dataFolder() {
  const at = args.findIndex((a) => a === '--data' || a.startsWith('--data='));
  if (at < 0) return path.resolve(root, process.env.CARESLOT_DATA ?? '.careslot-data');
  const given = args[at].startsWith('--data=') ? args[at].slice('--data='.length) : args[at + 1];
  if (!given) fail('--data needs a folder.');
  return path.resolve(given);
}

/** The id of the stack that runs on this folder, or 0. The lock outlives a killed process, so the process must exist. */
function runningOn(folder) {
  const lock = path.join(folder, '.careslot', 'lock.json');
  if (!existsSync(lock)) return 0;
  try {
    const { pid } = JSON.parse(readFileSync(lock, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return error.code === 'EPERM' ? -1 : 0;
  }
}

function reset() {
  const folder = dataFolder();
  if (!existsSync(folder)) return console.log(`There is no data in ${folder}.`);
  const inside = path.join(folder, '.careslot');
  if (!existsSync(inside)) fail(`${folder} is not a Careslot data folder; nothing was removed.`);
  const pid = runningOn(folder);
  if (pid) fail(`a stack is running on ${folder} (process ${pid}). Stop it with Ctrl-C first; nothing was removed.`);
  const elsewhere = path.join(inside, 'postgres-home');
  if (existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8').trim(), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  console.log(`Removed ${folder}. The next \`npm start\` begins afresh.`);
}

function run() {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join('local', 'main.ts'), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CARESLOT_CALLED_FROM: process.cwd() },
  });
  // In a terminal the child gets Ctrl-C by itself; from elsewhere only this process does. The child ignores repeats
  // that come within a second, so passing the signal on is always right.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`the stack could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGKILL' ? 137 : 1)));
}

if (args.includes('--help') || args.includes('-h')) {
  console.log(usage);
} else {
  checkNode();
  if (args.includes('--reset')) reset();
  else {
    if (needsInstall()) install();
    run();
  }
}
