import { describe } from 'vitest';
import { type CalDavServer, calDavServers, startCalDavServer } from '../support/caldav-server.ts';
import { openCalDav } from './caldav-under-test.ts';
import { testConformance } from './conformance.ts';

const now = () => new Date('2026-11-16T08:00:00Z');

for (const { kind, installed, reason } of calDavServers) {
  describe.skipIf(!installed)(`${kind}${reason}`, () => {
    let server: CalDavServer;
    testConformance(kind, () => openCalDav(server, now), {
      start: async () => {
        server = await startCalDavServer(kind);
      },
      stop: () => server?.stop(),
      forgetsDeleted: true,
    });
  });
}
