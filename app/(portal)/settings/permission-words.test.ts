import { expect, test } from 'vitest';
import { grantedWords, standingWords } from './permission-words';

test('what is optional of the permissions is told from what the portal cannot do without', () => {
  const [users, groups] = [{ scope: 'User.Read.All', granted: true, grantedBy: 'User.Read.All' }, { scope: 'Group.Read.All', granted: true, grantedBy: 'Directory.Read.All' }];
  const missing = { granted: false, grantedBy: null };
  const permissions = [users, groups, { scope: 'Sites.Read.All', ...missing }, { scope: 'AuditLog.Read.All', ...missing, only: 'where a gate asks for use' }, { scope: 'Directory.Read.All', granted: true, grantedBy: 'Directory.Read.All', only: 'where a gate asks for use' }];
  expect([grantedWords(permissions), permissions.map(standingWords)]).toEqual([
    '2 of 3 required and 1 of 2 optional ones granted',
    ['Granted', 'Granted by Directory.Read.All', 'Not granted', 'Optional, not granted', 'Optional, granted'],
  ]);
});
