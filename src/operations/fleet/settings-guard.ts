/** Settings that nobody may write by hand, in lower case, each with what to do instead. 1.6 keys and `Component.Variable` of 2.x. */
const REFUSED: readonly { readonly names: readonly string[]; readonly detail: string }[] = [
  {
    names: ['authorizationkey', 'securityctrlr.basicauthpassword'],
    detail: 'is the password of the station: rotate it, so that both are accepted until the station uses the new one',
  },
  {
    names: [
      'securityprofile',
      'securityctrlr.securityprofile',
      'securityctrlr.identity',
      'securityctrlr.organizationname',
      'cponame',
      'allowsecurityprofiledowngrade',
      'securityctrlr.allowsecurityprofiledowngrade',
    ],
    detail: 'decides whether the station can log in at all: a wrong value locks it out',
  },
  {
    names: [
      'ocppcommctrlr.networkconfigurationpriority',
      'ocppcommctrlr.activenetworkprofile',
      'networkconfiguration.ocppcsmsurl',
      'centralsystemurl',
    ],
    detail: 'sends the station to another central system',
  },
  {
    names: [
      'metervaluesampleinterval',
      'metervaluessampleddata',
      'sampleddatactrlr.txupdatedinterval',
      'sampleddatactrlr.txupdatedmeasurands',
      'sampleddatactrlr.enabled',
      'sampleddatactrlr.available',
    ],
    detail: 'is how the control loop sees what the station draws; it is set at each boot',
  },
  {
    names: [
      'chargeprofilemaxstacklevel',
      'chargingschedulemaxperiods',
      'chargingscheduleallowedchargingrateunit',
      'maxchargingprofilesinstalled',
      'connectorswitch3to1phasesupported',
    ],
    detail: 'belongs to smart charging: limits go through the ledger alone',
  },
];
/** Whole components of 2.x. */
const REFUSED_COMPONENTS: readonly { readonly name: string; readonly detail: string }[] = [
  { name: 'smartchargingctrlr', detail: 'belongs to smart charging: limits go through the ledger alone' },
  {
    name: 'networkconfiguration',
    detail: 'is how the station reaches this central system: a wrong value locks it out',
  },
];

/** Why that setting is refused, or undefined. Case, spaces, instances and the numbers of EVSE and connector do not count. */
export function settingProblem(name: string): string | undefined {
  const plain = name.toLowerCase().replaceAll(/\[[^\]]*\]|#\d+(?:-\d+)?|\s/g, '');
  const [component] = plain.split('.');
  return (
    REFUSED.find(({ names }) => names.includes(plain))?.detail ??
    REFUSED_COMPONENTS.find((one) => plain.includes('.') && one.name === component)?.detail
  );
}
