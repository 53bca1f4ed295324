import type { SubjectSet } from '../../model/governance';
import { refusalOfRule } from '../../rules/rule-text';
import type { Json } from '../odata/thing';
import { asBody, invalidModel, neededText, textIn } from './body';

/** A kind of person as Graph writes it. */
export function showSubjectSet(set: SubjectSet): Json {
  const { kind, ...members } = set;
  return { '@odata.type': `#microsoft.graph.${kind}`, ...members };
}

/** Reads a kind of person from a body; throws InvalidModel for a type Graph does not know here. */
export function readSubjectSet(value: unknown): SubjectSet {
  const body = asBody(value, 'A subject set');
  const kind = neededText(body, '@odata.type').replace(/^#?microsoft\.graph\./, '');
  const description = textIn(body, 'description') ?? null;
  const level = typeof body.managerLevel === 'number' ? body.managerLevel : 1;
  switch (kind) {
    case 'singleUser': return { kind, userId: neededText(body, 'userId').toLowerCase(), description };
    case 'groupMembers': return { kind, groupId: neededText(body, 'groupId').toLowerCase(), description };
    case 'requestorManager':
    case 'targetManager': return { kind, managerLevel: level };
    case 'attributeRuleMembers': {
      const membershipRule = neededText(body, 'membershipRule');
      const refusal = refusalOfRule(membershipRule, 'user');
      if (refusal !== null) throw invalidModel(refusal);
      return { kind, membershipRule, description };
    }
    case 'connectedOrganizationMembers': return { kind, connectedOrganizationId: neededText(body, 'connectedOrganizationId'), description };
    case 'singleServicePrincipal': return { kind, servicePrincipalId: neededText(body, 'servicePrincipalId').toLowerCase(), description };
    case 'internalSponsors':
    case 'externalSponsors':
    case 'targetUserSponsors':
    case 'targetApplicationOwners':
    case 'targetAgentIdentitySponsorsOrOwners': return { kind };
    default: throw invalidModel(`'${kind}' is not a subject set.`);
  }
}
