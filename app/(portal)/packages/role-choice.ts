import { kindWord } from '@/lib/authoring/package-design';
import type { RoleOffer } from '@/lib/authoring/package-view';
import type { RoleChoicesProps } from './role-choices';

/** A resource with its roles as they are chosen from; of one that a draft adds, that it does. */
export function roleChoice({ id, name, originSystem, originId: _origin, roles, drafted }: RoleOffer): RoleChoicesProps['resources'][number] {
  if (!drafted) return { id, name, kind: kindWord(originSystem), originSystem, roles };
  return { id, name, kind: `${kindWord(originSystem)}, added by this draft`, originSystem, roles: roles ?? [], ...(roles ? {} : { note: 'Its roles are known once it is in the catalog.' }) };
}
