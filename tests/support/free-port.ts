import net from 'node:net';

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/**
 * The first of `count` neighbouring free ports, searched upwards from `from`. The stack uses three: the front,
 * Postgres and the functions. Starts at a place that differs by process, so that two runs rarely meet, or at
 * CARESLOT_TEST_PORT.
 */
export async function freePorts(count = 3): Promise<number> {
  const from = Number(process.env.CARESLOT_TEST_PORT ?? 20_000 + (process.pid % 1_200) * 10);
  for (let first = from; first < 60_000; first += count) {
    const wanted = Array.from({ length: count }, (_, i) => first + i);
    if ((await Promise.all(wanted.map(isFree))).every(Boolean)) return first;
  }
  throw new Error('no free ports on 127.0.0.1');
}
