/** Where the API is. Read once at the start: /config.json of the same origin, else what the build was given. */
export type AppConfig = { supabaseUrl: string; publishableKey: string; home: 'embedded' | 'hosted' };

function fromBuild(): AppConfig | undefined {
  const supabaseUrl: unknown = import.meta.env.VITE_SUPABASE_URL;
  const publishableKey: unknown = import.meta.env.VITE_SUPABASE_PUBLISHABLE_KEY;
  if (typeof supabaseUrl !== 'string' || typeof publishableKey !== 'string') return undefined;
  return { supabaseUrl, publishableKey, home: 'hosted' };
}

/** Checked by hand: the schema library stays out of the first load. */
export function parseConfig(value: unknown): AppConfig | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { supabase_url: supabaseUrl, publishable_key: publishableKey, home } = value as Record<string, unknown>;
  if (typeof supabaseUrl !== 'string' || typeof publishableKey !== 'string') return undefined;
  return { supabaseUrl, publishableKey, home: home === 'embedded' ? 'embedded' : 'hosted' };
}

export async function loadConfig(fetchJson: typeof fetch = fetch): Promise<AppConfig> {
  const built = fromBuild();
  if (built) return built;
  const response = await fetchJson('/config.json', { headers: { accept: 'application/json' } });
  const config = response.ok ? parseConfig(await response.json()) : undefined;
  if (!config) throw new Error('config.json is missing or incomplete: see docs/deploy.md');
  return config;
}
