import type { RunningTenant } from '../testing';

export const EM = '/identityGovernance/entitlementManagement';
export const DAY = 86_400_000;

export type Origin = 'AadGroup' | 'AadApplication' | 'SharePointOnline';
export type Reply = { status: number; body: Bag };
export type Bag = Record<string, unknown>;

const STAGE = 'assignmentRequestCreated';
const REQUEST_EXTENSION = '#microsoft.graph.accessPackageAssignmentRequestWorkflowExtension';

export const SELF_SERVICE = {
  enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: true,
  enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [],
};

/**
 * What one example is played with: the tenant's own people and groups, and governance objects made over HTTP when they
 * are first asked for. Everything is done in the name of one administrator, who is caller, requestor and approver.
 */
export class Stage {
  private made = new Map<string, Promise<Bag>>();
  private names = 0;

  constructor(readonly tenant: RunningTenant, readonly origin: Origin, private readonly traits: ReadonlySet<string>) {}

  get me(): string {
    return this.tenant.persona('Ines').id;
  }

  has(trait: string): boolean {
    return this.traits.has(trait);
  }

  /** One request, in the administrator's name unless another persona is given. */
  async ask(method: string, url: string, body?: unknown, headers: Record<string, string> = {}, as = 'Ines'): Promise<Reply> {
    const response = await fetch(`${this.tenant.origin}/v1.0${url}`, {
      method,
      headers: { authorization: `Bearer ${await this.tenant.graphToken(this.tenant.persona(as).id)}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === '' ? {} : response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : { text };
    return { status: response.status, body: parsed as Bag };
  }

  /** Makes or reads something the example needs; a refusal here is a fault of the arrangement. */
  async must(method: string, url: string, body?: unknown): Promise<Bag> {
    const reply = await this.ask(method, url, body);
    if (reply.status >= 400) throw new Error(`arranging ${method} ${url}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  wait(ms: number): Promise<unknown> {
    return this.tenant.admin('clock', { advanceMs: ms });
  }

  private once(key: string, make: () => Promise<Bag>): Promise<Bag> {
    const known = this.made.get(key) ?? make();
    this.made.set(key, known);
    return known;
  }

  private name(what: string): string {
    this.names += 1;
    return `${what} ${this.names} ${Math.random().toString(36).slice(2)}`;
  }

  catalog = () => this.once('catalog', () => this.must('POST', `${EM}/catalogs`, { displayName: this.name('Catalog'), description: 'For an example', isExternallyVisible: true }));

  private newPackage = async (what: string) => this.must('POST', `${EM}/accessPackages`, { displayName: this.name(what), description: 'For an example', catalog: { id: (await this.catalog()).id } });

  /** The package, with what else the example's path or expansions show of it. */
  package = () => this.once('package', async () => {
    const row = await this.newPackage('Package');
    if (this.has('open policy')) await this.policyFor(row.id);
    return row;
  });

  otherPackage = () => this.once('other package', () => this.newPackage('Other'));

  private policyFor = async (packageId: unknown) => this.must('POST', `${EM}/assignmentPolicies`, await this.policyBody(packageId));

  policy = () => this.once('policy', async () => this.policyFor((await this.package()).id));

  private async policyBody(packageId: unknown): Promise<Bag> {
    const open = this.has('open policy');
    const approval = { isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false, stages: [{ durationBeforeAutomaticDenial: 'P14D', isApproverJustificationRequired: false, isEscalationEnabled: false, primaryApprovers: [{ '@odata.type': '#microsoft.graph.singleUser', userId: this.me }], fallbackPrimaryApprovers: [], escalationApprovers: [], fallbackEscalationApprovers: [] }] };
    const questions = [
      { '@odata.type': '#microsoft.graph.accessPackageMultipleChoiceQuestion', sequence: 1, isRequired: false, isAnswerEditable: true, text: 'From where?', isMultipleSelectionAllowed: false, choices: this.choices.map((actualValue) => ({ actualValue, text: actualValue })) },
      { '@odata.type': '#microsoft.graph.accessPackageTextInputQuestion', sequence: 2, isRequired: false, isAnswerEditable: true, text: 'What for?', isSingleLineQuestion: true },
    ];
    return {
      displayName: this.name('Policy'), description: 'For an example', allowedTargetScope: open ? 'allDirectoryUsers' : 'notSpecified', specificAllowedTargets: [], expiration: { type: 'noExpiration' },
      requestorSettings: open ? SELF_SERVICE : null, accessPackage: { id: packageId },
      ...(this.has('approval') ? { requestApprovalSettings: approval } : {}),
      ...(this.has('questions') ? { questions } : {}),
      ...(this.has('callout') ? { customExtensionStageSettings: [{ stage: STAGE, customExtension: { '@odata.type': REQUEST_EXTENSION, id: (await this.extension()).id } }] } : {}),
    };
  }

  /** Values of the multiple choice question: those the example answers with. */
  choices: string[] = ['Here'];

  question = async (type: unknown): Promise<string | undefined> => {
    const { questions } = await this.must('GET', `${EM}/assignmentPolicies/${String((await this.policy()).id)}?$expand=questions`);
    return (questions as { id: string; '@odata.type': string }[]).find((question) => question['@odata.type'] === type)?.id;
  };

  extension = () => this.once('extension', async () => this.must('POST', `${EM}/catalogs/${String((await this.catalog()).id)}/customWorkflowExtensions`, {
    '@odata.type': this.has('assignment extension') ? '#microsoft.graph.accessPackageAssignmentWorkflowExtension' : REQUEST_EXTENSION, displayName: this.name('Extension'), description: 'For an example',
    endpointConfiguration: { '@odata.type': '#microsoft.graph.logicAppTriggerEndpointConfiguration', subscriptionId: '38ab2ccc-3747-4567-b36b-9478f5602f0d', resourceGroupName: 'example', logicAppWorkflowName: 'example' },
    authenticationConfiguration: { '@odata.type': '#microsoft.graph.azureAdPopTokenAuthentication' },
    ...(this.has('assignment extension') ? {} : { callbackConfiguration: { '@odata.type': '#microsoft.graph.customExtensionCallbackConfiguration', timeoutDuration: 'PT1H' } }),
  }));

  /** What a catalog resource of the example's kind comes from. */
  get originId(): string {
    const { groups, servicePrincipals, sites } = this.tenant.tenant;
    if (this.origin === 'AadGroup') return [...groups.values()].find((group) => group.securityEnabled && !group.mailEnabled && !group.onPremisesSyncEnabled && group.groupTypes.length === 0 && group.isAssignableToRole !== true)?.id ?? '';
    if (this.origin === 'AadApplication') return [...servicePrincipals.values()].find((principal) => principal.appRoles.length > 0 && principal.appId !== this.tenant.info.apiClientId)?.id ?? '';
    return [...sites.values()][0]?.webUrl ?? '';
  }

  /** The catalog resource with its roles and scopes. */
  resource = () => this.once('resource', async () => {
    const { id } = await this.catalog();
    const request = await this.must('POST', `${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId: this.originId, originSystem: this.origin }, catalog: { id } });
    await this.wait(1000);
    const { resource } = await this.must('GET', `${EM}/resourceRequests/${String(request.id)}?$expand=resource($expand=roles,scopes)`);
    return resource as Bag;
  });

  private roleOf = async (): Promise<Bag> => {
    const resource = await this.resource();
    const { value } = await this.must('GET', `${EM}/catalogs/${String((await this.catalog()).id)}/resourceRoles?$filter=(originSystem eq '${this.origin}' and resource/id eq '${String(resource.id)}')`);
    return (value as Bag[])[0] ?? {};
  };

  role = () => this.once('role', this.roleOf);
  scope = () => this.once('scope', async () => ((await this.resource()).scopes as Bag[])[0] ?? {});

  roleScope = () => this.once('role scope', async () => {
    const [role, scope, resource] = [await this.role(), await this.scope(), await this.resource()];
    return this.must('POST', `${EM}/accessPackages/${String((await this.package()).id)}/resourceRoleScopes`, {
      role: { originId: role.originId, originSystem: this.origin, resource: { id: resource.id } }, scope: { originId: scope.originId, originSystem: this.origin },
    });
  });

  /** Somebody who may be given the package: the administrator where the example speaks of the caller. */
  /** A group with people and owners, or one with another group in it. */
  groupId = (): string => {
    const { groups, members, owners, users } = this.tenant.tenant;
    const nested = this.has('nested');
    const fit = [...groups.values()].find(({ id }) => (nested || [...owners.of(id)].length > 0) && [...members.of(id)].some((member) => (nested ? groups.has(member) : users.get(member) !== undefined)));
    return fit?.id ?? '';
  };

  person = (): string => {
    if (this.has('self')) return this.me;
    const [someone] = [...this.tenant.tenant.users.values()].filter((user) => (this.has('blocked') ? !user.accountEnabled : user.accountEnabled) && user.managerId !== null && user.userType === 'Member' && user.id !== this.me);
    return someone?.id ?? '';
  };

  guest = (): string => [...this.tenant.tenant.users.values()].find((user) => user.userType === 'Guest' && user.externalUserState === 'Accepted' && user.accountEnabled)?.id ?? '';

  private targetId = (): string => (this.has('guest') ? this.guest() : this.person());

  /** The request, brought to where the example takes it up. */
  request = () => this.once('request', async () => {
    const packageId = (await this.package()).id;
    const policyId = (await this.policy()).id;
    const made = await this.must('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment: { targetId: this.targetId(), assignmentPolicyId: policyId, accessPackageId: packageId } });
    if (this.has('fresh')) return made;
    await this.wait(5000);
    if (this.has('denied')) {
      const { value } = await this.must('GET', `${EM}/accessPackageAssignmentApprovals/${String(made.id)}/stages`);
      await this.must('PATCH', `${EM}/accessPackageAssignmentApprovals/${String(made.id)}/stages/${String((value as Bag[])[0]?.id)}`, { reviewResult: 'Deny', justification: 'For an example' });
    }
    return made;
  });

  approvalStage = () => this.once('stage', async () => ((await this.must('GET', `${EM}/accessPackageAssignmentApprovals/${String((await this.request()).id)}/stages`)).value as Bag[])[0] ?? {});

  callout = () => this.once('callout', async () => ((await this.must('GET', `${EM}/assignmentRequests/${String((await this.request()).id)}`)).customExtensionCalloutInstances as Bag[])[0] ?? {});

  assignment = () => this.once('assignment', async () => (await this.must('GET', `${EM}/assignmentRequests/${String((await this.request()).id)}?$expand=assignment`)).assignment as Bag);

  /** Holds the other package too, for those who look for both. */
  otherAssignment = () => this.once('other assignment', async () => {
    const other = await this.otherPackage();
    const policy = await this.policyFor(other.id);
    const made = await this.must('POST', `${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment: { targetId: this.targetId(), assignmentPolicyId: policy.id, accessPackageId: other.id } });
    await this.wait(5000);
    return made;
  });

  /** Removes the assignment again, so that there is a history. */
  ended = () => this.once('ended', async () => {
    const { id } = await this.assignment();
    const removal = await this.must('POST', `${EM}/assignmentRequests`, { requestType: 'adminRemove', assignment: { id } });
    await this.wait(5000);
    return removal;
  });

  organization = () => this.once('organization', async () => {
    const guest = this.tenant.tenant.users.get(this.guest());
    const domainName = this.has('guest') ? guest?.homeDomain : `${Math.random().toString(36).slice(2)}.example`;
    const { value } = await this.must('GET', `${EM}/connectedOrganizations`);
    const known = (value as Bag[]).find((organization) => (organization.identitySources as Bag[])[0]?.domainName === domainName);
    return known ?? this.must('POST', `${EM}/connectedOrganizations`, { displayName: this.name('Organization'), description: 'For an example', identitySources: [{ '@odata.type': '#microsoft.graph.domainIdentitySource', domainName, displayName: domainName }], state: 'configured' });
  });

  /** Refers from one object to another, unless it does already. */
  refer = async (from: string, to: string): Promise<void> => {
    const { status, body } = await this.ask('POST', `${from}/$ref`, { '@odata.id': `https://graph.microsoft.com/v1.0/${to}` });
    if (status !== 204 && status !== 409) throw new Error(`arranging a reference from ${from}: ${JSON.stringify(body)}`);
  };
}
