import { expect, test } from 'vitest';
import type { Json } from '../policy-document';
import { withSet } from './fix';

test('a fix sets what it names, however deep, and loses nothing beside', () => {
  const document: { [name: string]: Json } = { displayName: 'Staff', expiration: null, requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ durationBeforeAutomaticDenial: 'P3D', isEscalationEnabled: true }, { durationBeforeAutomaticDenial: 'P2D' }] } };
  const before = structuredClone(document);
  expect(withSet(document, { 'requestApprovalSettings.stages[1].durationBeforeAutomaticDenial': 'P14D', 'expiration.duration': 'P7D' })).toEqual({
    displayName: 'Staff', expiration: { duration: 'P7D' }, requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ durationBeforeAutomaticDenial: 'P3D', isEscalationEnabled: true }, { durationBeforeAutomaticDenial: 'P14D' }] },
  });
  expect(document).toEqual(before);
  expect(() => withSet(document, { 'requestApprovalSettings.stages[2].x': 1 })).toThrow('no place 2');
});
