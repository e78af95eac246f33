import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { checkPorts } from './ports.ts';

test('a busy port is named with its flag; a free one is not', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const wanted = [{ flag: '--db-port', port, what: 'Postgres' }];
  await expect(checkPorts(wanted)).rejects.toThrow(`Port ${port} (Postgres) is in use`);
  await expect(checkPorts(wanted)).rejects.toThrow('--db-port N');
  await new Promise((resolve) => server.close(resolve));
  await expect(checkPorts(wanted)).resolves.toBeUndefined();
  onTestFinished(() => void server.close());
});
