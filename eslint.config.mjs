import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';

/** n8n's rules speak of nodes and credentials; the code behind them is no node and throws, waits and logs its own way. */
const communityRulesOff = Object.fromEntries(
  configWithoutCloudSupport
    .flatMap(({ rules }) => Object.keys(rules ?? {}))
    .filter((rule) => rule.startsWith('@n8n/community-nodes/'))
    .map((rule) => [rule, 'off']),
);

const ZOD = { name: 'zod', message: "Import 'zod/v4': the bare name is version 3, which n8n uses." };

export default [
  {
    ignores: [
      'dist/',
      'coverage/',
      '.cache/',
      'test/host/node_modules/',
      '**/*.md',
      '**/*.sh',
      '**/*.json',
      '!package.json',
      'test/**/.npmrc',
    ],
  },
  ...configWithoutCloudSupport,
  {
    files: ['**/*.ts'],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        warnOnUnsupportedTypeScriptVersion: false,
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      eqeqeq: 'error',
      'no-restricted-imports': ['error', { paths: [ZOD] }],
      // TypeScript answers these, and better: it reads each package's exports.
      'import-x/namespace': 'off',
      'import-x/no-unresolved': 'off',
      'import-x/named': 'off',
      'import-x/no-named-as-default': 'off',
      'import-x/no-named-as-default-member': 'off',
    },
  },
  { files: ['{index.ts,journey/**,test/**,scripts/**}'], rules: communityRulesOff },
  { files: ['scripts/**/*.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/support/random.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ZOD,
            {
              name: 'fast-check',
              message: 'Import fc from test/support/random: it has the seed of the run.',
            },
          ],
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use the seed of the run: test/support/random.' },
      ],
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    rules: { eqeqeq: 'error', 'no-unused-vars': 'error', 'no-var': 'error', 'prefer-const': 'error' },
  },
];
