import type { DatabaseOptions } from './n8n-options';

/** The owner of every test instance. */
export const owner = {
  email: 'owner@journey-canvas.example',
  firstName: 'Olive',
  lastName: 'Owner',
  password: 'Journeys-2041',
};

/**
 * n8n's older way of judging expressions takes a third of the processor time. For tests with very many people, which
 * do not care; all others run on the default one, as users do.
 */
export const LIGHT_EXPRESSIONS = { N8N_EXPRESSION_ENGINE: 'legacy' };

/** What `docs/scaling.md` recommends: n8n makes sandboxes only for what has an expression, and compiles them once. */
export const RECOMMENDED = {
  N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
  N8N_EXPRESSION_ENGINE_COMPILE_CACHE: 'true',
};

/**
 * Leaves out of n8n what takes no part in running workflows: the editor, which is prepared at every start, the task runner
 * of Code nodes, and most modules. It starts in half the time.
 */
export const LEAN = {
  ...RECOMMENDED,
  N8N_DISABLE_UI: 'true',
  N8N_RUNNERS_MODE: 'external',
  N8N_RUNNERS_AUTH_TOKEN: 'nobody',
  N8N_DISABLED_MODULES: [
    'policy-infrastructure',
    'insights',
    'external-secrets',
    'data-table',
    'oauth-server',
    'mcp',
    'mcp-registry',
    'provisioning',
    'breaking-changes',
    'source-control',
    'dynamic-credentials',
    'chat-hub',
    'sso-oidc',
    'sso-saml',
    'log-streaming',
    'ldap',
    'quick-connect',
    'workflow-builder',
    'workflow-reviews',
    'favorites',
    'redaction',
    'otel',
    'token-exchange',
    'instance-version-history',
    'oauth-jwe',
    'n8n-packages',
    'runtime-credentials',
    'instance-ai',
    'agents',
  ].join(','),
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
    // After five seconds, its default, n8n would answer that its database is not ready: a busy machine is that slow now and then.
    DB_PING_TIMEOUT_MS: '60000',
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
