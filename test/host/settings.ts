import type { DatabaseOptions } from './n8n-options';

/** The owner of every test instance. */
export const owner = {
  email: 'owner@journey-canvas.example',
  firstName: 'Olive',
  lastName: 'Owner',
  password: 'Journeys-2041',
};

/** What every n8n of ours is started with: local, silent towards the outside, and the same key each time. */
export function baseEnv(options: {
  userFolder: string;
  port: number;
  brokerPort: number;
  database: DatabaseOptions;
}): Record<string, string> {
  const { userFolder, port, brokerPort, database } = options;
  return {
    N8N_USER_FOLDER: userFolder,
    N8N_HOST: '127.0.0.1',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    N8N_RUNNERS_BROKER_LISTEN_ADDRESS: '127.0.0.1',
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_ENCRYPTION_KEY: 'journey-canvas-test-encryption-key',
    N8N_SECURE_COOKIE: 'false',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'false',
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
    N8N_DISABLED_MODULES: 'mcp-registry',
    N8N_METRICS: 'true',
    N8N_METRICS_INCLUDE_WORKFLOW_PUBLICATION_METRICS: 'true',
    N8N_METRICS_INCLUDE_DEFAULT_METRICS: 'false',
    NODE_NO_WARNINGS: '1',
    GENERIC_TIMEZONE: 'UTC',
    TZ: 'UTC',
    ...databaseEnv(database),
  };
}

function databaseEnv(database: DatabaseOptions): Record<string, string> {
  if (database === 'sqlite') return { DB_TYPE: 'sqlite' };
  const url = new URL(database.url);
  return {
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: url.hostname,
    DB_POSTGRESDB_PORT: url.port || '5432',
    DB_POSTGRESDB_DATABASE: decodeURIComponent(url.pathname.slice(1)),
    DB_POSTGRESDB_USER: decodeURIComponent(url.username),
    DB_POSTGRESDB_PASSWORD: decodeURIComponent(url.password),
    DB_POSTGRESDB_SCHEMA: database.schema ?? 'public',
  };
}
