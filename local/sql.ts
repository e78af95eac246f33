import postgres from 'postgres';

export type Sql = postgres.Sql;

/** Who may log in: the owner of the migrations, the API server, and the bootstrap superuser for what the platform does. */
export type Login = 'postgres' | 'lite_api' | 'supabase_admin';

export interface Database {
  port: number;
  password: string;
}

export const databaseUrl = ({ port, password }: Database, login: Login) =>
  `postgresql://${login}:${password}@127.0.0.1:${port}/postgres`;

/** A small pool for the stack's own work; notices are not news. */
export const connect = (database: Database, login: Login, options: postgres.Options<Record<string, never>> = {}): Sql =>
  postgres(databaseUrl(database, login), { max: 1, onnotice: () => {}, connect_timeout: 5, ...options });
