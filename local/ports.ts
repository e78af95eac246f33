import net from 'node:net';
import { UsageError } from './options.ts';

const isFree = (port: number) =>
  new Promise<boolean>((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else if (error.code === 'EACCES')
        reject(new UsageError(`This user may not use port ${port}. Choose one above 1023.`));
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/** Fails with one sentence that names the first busy port and the flag that moves it. Nothing has been started yet. */
export async function checkPorts(ports: { flag: string; port: number; what: string }[]): Promise<void> {
  const free = await Promise.all(ports.map(({ port }) => isFree(port)));
  const busy = ports[free.indexOf(false)];
  if (!busy) return;
  throw new UsageError(
    `Port ${busy.port} (${busy.what}) is in use by another program. Stop it, or choose another with ${busy.flag} N.`,
  );
}
