import { HELP, UsageError, wishOf } from '../../../journey/cli/options';

const COMMON = { json: false, database: null };
const RESOLVE = { kind: 'resolve', ids: [], held: null, moveTo: null, ...COMMON };

describe('what the command is asked for', () => {
  test.each([
    ['', { kind: 'help' }],
    ['doctor --help', { kind: 'help' }],
    ['doctor', { kind: 'examine', examples: 3, ...COMMON }],
    ['doctor --json --examples 50', { kind: 'examine', examples: 50, json: true, database: null }],
    ['doctor --database /a/b.sqlite', { kind: 'examine', examples: 3, json: false, database: '/a/b.sqlite' }],
    ['doctor --resolve x done', { ...RESOLVE, ids: ['x'], verdict: 'done' }],
    ['doctor --resolve x --resolve y end', { ...RESOLVE, ids: ['x', 'y'], verdict: 'end' }],
    ['doctor --resolve x move --to Thanks', { ...RESOLVE, ids: ['x'], verdict: 'move', moveTo: 'Thanks' }],
    [
      'doctor --resolve-held w/n move --to Thanks',
      { ...RESOLVE, held: { workflowId: 'w', nodeId: 'n' }, verdict: 'move', moveTo: 'Thanks' },
    ],
    ['doctor --end-journey w1', { kind: 'endJourney', workflowId: 'w1', ...COMMON }],
    ['doctor --confirm-instance abc', { kind: 'confirm', instanceId: 'abc', ...COMMON }],
  ])('%s', (line, wish) => {
    expect(wishOf(line.split(' ').filter((word) => word !== ''))).toEqual(wish);
  });

  test.each([
    ['docter', 'There is no command "docter". The only one is doctor'],
    ['--json', 'There is no command "". The only one is doctor'],
    ['doctor --frob', "Unknown option '--frob'"],
    ['doctor done', '"done" belongs to nothing. Is --resolve <id> missing before it?'],
    [
      'doctor --resolve x',
      '--resolve has no verdict. Say one of done, failed, again, move, end after the id',
    ],
    ['doctor --resolve x maybe', '--resolve has the verdict "maybe"'],
    ['doctor --resolve x again end', '--resolve has the verdict "again end"'],
    ['doctor --resolve x move', 'The verdict move needs --to <node>'],
    ['doctor --resolve x move --to=', '--to is empty'],
    ['doctor --resolve x again --to Thanks', '--to "Thanks" belongs to the verdict move, not to again'],
    ['doctor --resolve-held w again', '--resolve-held is "w". Give the workflow id and the node id'],
    ['doctor --resolve-held w/n --resolve x end', 'commands of their own'],
    ['doctor --resolve-held w/n', '--resolve-held has no verdict. Say one of again, move, end after the id'],
    ['doctor --resolve-held w/n done', '--resolve-held has the verdict "done"'],
    ['doctor --to Thanks', '--to belongs to --resolve <id> move'],
    ['doctor --end-journey w --to Thanks', '--to belongs to --resolve <id> move'],
    ['doctor --examples many', '--examples is "many". Give a whole number'],
    ['doctor --confirm-instance=', '--confirm-instance is empty'],
    ['doctor --end-journey=', '--end-journey is empty. Give the id that the doctor named'],
    ['doctor --resolve x end --confirm-instance y', 'commands of their own'],
    ['doctor --end-journey x --confirm-instance y', 'commands of their own'],
  ])('refuses: %s', (line, message) => {
    expect(() => wishOf(line.split(' '))).toThrow(UsageError);
    expect(() => wishOf(line.split(' '))).toThrow(message);
  });

  test('help names every option', () => {
    for (const option of [
      ...'database json examples resolve to resolve-held'.split(' '),
      'end-journey',
      'confirm-instance',
    ])
      expect(HELP).toContain(`--${option}`);
  });
});
