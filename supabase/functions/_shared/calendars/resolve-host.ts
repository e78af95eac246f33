/** The addresses (A and AAAA) of a host name; empty where it has none. */
export async function resolveHost(host: string): Promise<string[]> {
  const found = await Promise.allSettled([Deno.resolveDns(host, 'A'), Deno.resolveDns(host, 'AAAA')]);
  return found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}
