/**
 * A plain PowerShell script that takes back what a run gave, for the day this portal is down. Pure. It needs the module
 * Microsoft.Graph.Authentication alone, asks before each removal, and leaves out whoever had the access before.
 */

export type RecoveryRow = {
  personId: string; personName: string; userPrincipalName: string; packageId: string; packageName: string; policyId: string;
  /** Empty where Entra has not told it yet: then it is looked up by person and package. */
  assignmentId: string;
  state: string;
  /** What is safe: `remove`; `clear` where it failed, and nothing is known to have arrived; or `leave` with why. */
  action: 'remove' | 'clear' | 'leave';
  why: string;
  /** What was held before of each role, in words. */
  before: string;
};

/** Every character that PowerShell takes for the end of a single-quoted text, doubled; no line ends in it. */
export function powershellText(text: string): string {
  return `'${text.replace(/[\r\n\u2028\u2029\u0000-\u001f]+/g, ' ').replace(/['\u2018\u2019\u201a\u201b]/g, (quote) => quote + quote)}'`;
}

/** JSON in ASCII alone: Invoke-MgGraphRequest encodes a text as Latin-1 unless told, and would write other letters wrong. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export type RecoveryHead = { runId: string; rollout: string; phase: string; rehearsalHash: string; at: string };

/** A policy as it is put back: as it was before, or switched off where the run made it; null where nothing is to be written. */
export type RecoveryPolicy = { policyId: string; packageId: string; policyName: string; made: boolean; body: object | null };

export function recoveryScript(head: RecoveryHead, rows: readonly RecoveryRow[], policies: readonly RecoveryPolicy[]): string {
  const line = ({ assignmentId, personId, packageId, policyId, personName, packageName }: RecoveryRow): string => `  @{ AssignmentId = ${powershellText(assignmentId)}; PersonId = ${powershellText(personId)}; PackageId = ${powershellText(packageId)}; PolicyId = ${powershellText(policyId)}; Name = ${powershellText(`${personName}, ${packageName}`)} }`;
  const list = (name: string, action: RecoveryRow['action']): string[] => [`$${name} = @(`, ...rows.filter((row) => row.action === action).map(line), ')'];
  const restores = policies.flatMap(({ policyId, packageId, policyName, made, body }) => (body ? [`  @{ PolicyId = ${powershellText(policyId)}; Name = ${powershellText(policyName)}; Does = ${powershellText(made ? 'Switch off the rule that the run made' : 'Put the policy back as it was before the run')}; Body = ${powershellText(asciiJson({ ...body, accessPackage: { id: packageId } }))} }`] : []));
  return [
    '#Requires -Modules Microsoft.Graph.Authentication',
    `# Takes back the run ${head.runId} of ${comment(head.rollout)}, ${comment(head.phase)}, as rehearsal ${head.rehearsalHash} had it. Written ${head.at}.`,
    '# Who runs it needs the Entra role Identity Governance Administrator. Try it with -WhatIf first.',
    '# For whom it failed are in $Failed: nothing was seen to arrive. Where Microsoft Entra has an assignment of the run for them all',
    '# the same, also one it still tries to deliver, that is ended with the others.',
    '# People who had the access before the run are in $HeldBefore: a removal would take that from them as well, and so they',
    '# are removed only with -IncludeHeldBefore. The CSV beside this script says what each of them had.',
    '[CmdletBinding(SupportsShouldProcess, ConfirmImpact = \'High\')]',
    'param([switch] $IncludeHeldBefore, [switch] $Policies)',
    '$ErrorActionPreference = \'Stop\'',
    '',
    ...list('Given', 'remove'),
    ...list('Failed', 'clear'),
    ...list('HeldBefore', 'leave'),
    '$PolicyBodies = @(',
    ...restores,
    ')',
    '',
    'Connect-MgGraph -Scopes \'EntitlementManagement.ReadWrite.All\' | Out-Null',
    '$base = \'https://graph.microsoft.com/v1.0/identityGovernance/entitlementManagement\'',
    '',
    '$left = @()',
    '',
    'function Get-Status($Failure) {',
    '  # Of an answer of Graph its number; 0 where there was none.',
    '  $response = $Failure.Exception.PSObject.Properties[\'Response\']',
    '  if ($response -and $response.Value) { [int] $response.Value.StatusCode } else { 0 }',
    '}',
    '',
    'function Get-Why($Failure) {',
    '  if ($Failure.ErrorDetails -and $Failure.ErrorDetails.Message) { $Failure.ErrorDetails.Message } else { $Failure.Exception.Message }',
    '}',
    '',
    'function Find-Assignment([hashtable] $One) {',
    '  # Looks before it asks: what has ended already is not removed twice, and what the run did not give is not touched.',
    '  # Where Entra had not told the assignment yet, it is the one by the policy of the run.',
    '  $about = "accessPackage/id eq \'$($One.PackageId)\' and target/objectId eq \'$($One.PersonId)\'"',
    '  if (-not $One.AssignmentId) { $about += " and assignmentPolicy/id eq \'$($One.PolicyId)\'" }',
    '  $filter = [uri]::EscapeDataString($about)',
    '  $answer = Invoke-MgGraphRequest -Method GET -Uri "$base/assignments?`$filter=$filter"',
    '  $answer.value | Where-Object { $_.state -ne \'expired\' -and (-not $One.AssignmentId -or $_.id -eq $One.AssignmentId) } | Select-Object -First 1',
    '}',
    '',
    'if ($Policies) {',
    '  foreach ($one in $PolicyBodies) {',
    '    if ($PSCmdlet.ShouldProcess($one.Name, $one.Does)) {',
    '      try {',
    '        Invoke-MgGraphRequest -Method PUT -Uri "$base/assignmentPolicies/$($one.PolicyId)" -ContentType \'application/json\' -Body $one.Body | Out-Null',
    '        Write-Output "Written: $($one.Name)"',
    '      } catch {',
    '        Write-Warning "Not written: $($one.Name). $(Get-Why $_)"',
    '        $left += $one.Name',
    '      }',
    '    }',
    '  }',
    '}',
    '',
    '$everybody = @($Given) + @($Failed)',
    'if ($IncludeHeldBefore) { $everybody += @($HeldBefore) }',
    'foreach ($one in $everybody) {',
    '  # Whom nobody can tell anything of now keeps nobody else.',
    '  try { $found = Find-Assignment $one } catch { Write-Warning "Not looked up: $($one.Name). $(Get-Why $_)"; $left += $one.Name; continue }',
    '  if (-not $found) { Write-Output "Has ended already: $($one.Name)"; continue }',
    '  if (-not $PSCmdlet.ShouldProcess($one.Name, \'Remove the assignment\')) { continue }',
    `  $body = @{ requestType = 'adminRemove'; justification = ${powershellText(`Access Rollout recovery of run ${head.runId}`)}; assignment = @{ id = $found.id } } | ConvertTo-Json -Depth 4`,
    '  for ($try = 1; ; $try++) {',
    '    try {',
    '      Invoke-MgGraphRequest -Method POST -Uri "$base/assignmentRequests" -ContentType \'application/json\' -Body $body | Out-Null',
    '      Write-Output "Asked to remove: $($one.Name)"',
    '      break',
    '    } catch {',
    '      $why = Get-Why $_',
    '      $status = Get-Status $_',
    '      if ($status -in 401, 403) { throw "Stopped at $($one.Name): Microsoft Entra does not let you remove assignments. $why" }',
    '      $isOver = $try -ge 5 -or $status -eq 404 -or ($status -eq 400 -and $try -ge 2)',
    '      if (-not $isOver) { Start-Sleep -Seconds (10 * $try) }',
    '      # An answer that was lost may have been carried out: the assignment is looked up before it is asked again.',
    '      $gone = $false',
    '      try { $gone = -not (Find-Assignment $one) } catch { Write-Verbose "Not looked up: $($one.Name). $(Get-Why $_)" }',
    '      if ($gone) { Write-Output "Has ended: $($one.Name)"; break }',
    '      if ($isOver) { Write-Warning "Not removed: $($one.Name). $why"; $left += $one.Name; break }',
    '    }',
    '  }',
    '}',
    'if ($left.Count -gt 0) { Write-Warning "Left as they are: $($left -join \'; \'). Run this again: whoever is done is not asked about twice."; exit 1 }',
    '',
  ].join('\r\n');
}

function comment(text: string): string {
  return text.replace(/[\r\n\u2028\u2029\u0000-\u001f#<>]+/g, ' ');
}

/** The rows of the CSV beside it. */
export function recoveryTable(rows: readonly RecoveryRow[]): string[][] {
  return [
    ['Person', 'User principal name', 'Object id', 'Package', 'Package id', 'Policy id', 'Assignment id', 'State of the run', 'What is safe', 'Why', 'Held before'],
    ...rows.map((row) => [row.personName, row.userPrincipalName, row.personId, row.packageName, row.packageId, row.policyId, row.assignmentId, row.state, row.action === 'remove' ? 'Remove the assignment' : row.action === 'clear' ? 'Nothing to take; end what Entra still has of it' : 'Leave it, or decide by hand', row.why, row.before]),
  ];
}
