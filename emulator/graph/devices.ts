import type { Device } from '../model/directory';
import type { Show, World } from './context';
import { defineShape } from './odata/thing';

/**
 * A device, as it stands among the members of groups. https://learn.microsoft.com/graph/api/resources/device
 * There is no list of devices here.
 */
export const showDevice: Show<Device> = defineShape<Device, World>({
  type: 'device',
  properties: {
    id: (device) => device.id,
    deletedDateTime: () => null,
    accountEnabled: (device) => device.accountEnabled,
    approximateLastSignInDateTime: (device) => device.lastSignIn,
    complianceExpirationDateTime: () => null,
    deviceId: (device) => device.deviceId,
    deviceMetadata: () => null,
    deviceOwnership: (device) => (device.isManaged ? 'Company' : 'Unknown'),
    deviceVersion: () => 2,
    displayName: (device) => device.displayName,
    isCompliant: (device) => device.isCompliant,
    isManaged: (device) => device.isManaged,
    manufacturer: (device) => device.manufacturer,
    model: (device) => device.model,
    onPremisesSyncEnabled: (device) => device.onPremisesSyncEnabled,
    operatingSystem: (device) => device.operatingSystem,
    operatingSystemVersion: (device) => device.operatingSystemVersion,
    physicalIds: () => [],
    profileType: () => 'RegisteredDevice',
    registrationDateTime: (device) => device.createdDateTime,
    systemLabels: () => [],
    trustType: (device) => device.trustType,
  },
});
