import type { Device } from '../model/directory';
import { guidOf } from '../model/guid';

type Kind = Pick<Device, 'operatingSystem' | 'operatingSystemVersion' | 'trustType' | 'isCompliant' | 'isManaged' | 'onPremisesSyncEnabled' | 'manufacturer' | 'model'>;

const NOTEBOOK: Kind = { operatingSystem: 'Windows', operatingSystemVersion: '10.0.26100.4061', trustType: 'AzureAd', isCompliant: true, isManaged: true, onPremisesSyncEnabled: null, manufacturer: 'Norrvik', model: 'N14 G3' };
const PHONE: Kind = { operatingSystem: 'iOS', operatingSystemVersion: '19.1', trustType: 'Workplace', isCompliant: null, isManaged: null, onPremisesSyncEnabled: null, manufacturer: null, model: null };
const HANDHELD: Kind = { operatingSystem: 'Android', operatingSystemVersion: '14', trustType: 'ServerAd', isCompliant: null, isManaged: null, onPremisesSyncEnabled: true, manufacturer: null, model: null };

/** Group to the names of the devices in it, and what they are. */
const DEVICES: Record<string, readonly [name: string, kind: Kind][]> = {
  'Executives – Devices': [['HV-NB-00017', NOTEBOOK], ['HV-NB-00018', NOTEBOOK], ['HV-MOB-0004', PHONE]],
  'WIFI-Plant-Handhelds': [['HVHAM-SCAN-01', HANDHELD], ['HVHAM-SCAN-02', HANDHELD], ['HVGDN-SCAN-01', HANDHELD], ['HVGDN-SCAN-02', { ...HANDHELD, operatingSystemVersion: '13' }]],
};

/** A few devices, for they stand among the members of groups like people. */
export function drawDevices(seed: number, groups: readonly { id: string; displayName: string }[]): { devices: Device[]; members: [string, string[]][] } {
  const devices: Device[] = [];
  const members = groups.flatMap(({ id, displayName }): [string, string[]][] => {
    const inIt = (DEVICES[displayName] ?? []).map(([name, kind], index): Device => ({
      ...kind, id: guidOf(`${seed}:device:${name}`), deviceId: guidOf(`${seed}:device id:${name}`), displayName: name,
      accountEnabled: true, createdDateTime: `2025-0${index + 1}-11T08:30:00Z`, lastSignIn: `2026-10-2${index}T06:14:00Z`,
    }));
    devices.push(...inIt);
    return inIt.length > 0 ? [[id, inIt.map((device) => device.id)]] : [];
  });
  return { devices, members };
}
