import { HELP, UsageError, wishOf } from '../../../journey/cli/options';

const COMMON = { json: false, database: null };

describe('what the command is asked for', () => {
  test.each([
    ['', { kind: 'help' }],
    ['doctor --help', { kind: 'help' }],
    ['doctor', { kind: 'examine', examples: 3, ...COMMON }],
    ['doctor --json --examples 50', { kind: 'examine', examples: 50, json: true, database: null }],
    ['doctor --database /a/b.sqlite', { kind: 'examine', examples: 3, json: false, database: '/a/b.sqlite' }],
    ['doctor --resolve x done', { kind: 'resolve', ids: ['x'], verdict: 'done', ...COMMON }],
    ['doctor --resolve x --resolve y end', { kind: 'resolve', ids: ['x', 'y'], verdict: 'end', ...COMMON }],
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
    ['doctor --resolve x', '--resolve has no verdict. Say one of done, failed, again, end after the id'],
    ['doctor --resolve x maybe', '--resolve has the verdict "maybe"'],
    ['doctor --resolve x again end', '--resolve has the verdict "again end"'],
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
    for (const option of ['database', 'json', 'examples', 'resolve', 'end-journey', 'confirm-instance'])
      expect(HELP).toContain(`--${option}`);
  });
});
