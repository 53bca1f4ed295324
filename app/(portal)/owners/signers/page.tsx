import type { Metadata } from 'next';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import type { StandingPart } from '@/lib/authoring/accountable-owner';
import { loadStandingSettings, signersIn } from '@/lib/authoring/standing-signers';
import { SignersForm } from './signers-form';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Who signs besides the owners' };

/** The sponsor, who signs for security, and the time zone due dates are counted in. */
async function SignersPage() {
  await requireRole('Rollout.Admin');
  const { signers, timeZone } = await loadStandingSettings();
  const of = (part: StandingPart) => signers.filter((each) => each.part === part).map(({ personId, name, userPrincipalName }) => ({ id: personId, name, detail: userPrincipalName }));
  return (
    <>
      <PageHead crumbs={[{ label: 'Settings', href: '/settings' }, { label: 'Accountable owners', href: '/owners' }]} title="Who signs besides the owners" state={[{ text: 'Asked in every rollout' }]} />
      <SignersForm sponsor={of('sponsor')} security={of('security')} securityDeputy={of('securityDeputy')} timeZone={timeZone} zones={Intl.supportedValuesOf('timeZone')} seen={JSON.stringify(signersIn({ signers, timeZone }))} />
    </>
  );
}

export default shown(SignersPage);
