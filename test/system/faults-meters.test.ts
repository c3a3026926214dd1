import { tellStories } from './fault-street.ts';
import type { FaultStory } from './fault-street.ts';

/** How stations tell what they measure. */
const STORIES: readonly FaultStory[] = [
  { says: 'sends kW and says W', version: '1.6', faults: { kilowattsAsWatts: true } },
  {
    says: 'tells one phase only',
    version: '1.6',
    faults: { onePhaseOnly: true },
  },
  { says: 'tells power of each phase and no sum', version: '2.0.1', faults: { powerPerPhaseOnly: true } },
  { says: 'reports 30 A for a three-phase 10 A limit', version: '1.6', faults: { sumsPhaseCurrents: true } },
  { says: 'leaves out every unit', version: '1.6', faults: { noUnits: true } },
  { says: 'leaves out every unit, 2.1', version: '2.1', faults: { noUnits: true } },
  { says: 'tells energy in kWh', version: '1.6', faults: { energyInKwh: true } },
  { says: 'has a register that is 1,000 times too big', version: '2.0.1', faults: { registerTimes1000: true } },
  { says: 'tells 0 W while the register rises', version: '1.6', faults: { noPower: true } },
  { says: 'lies: nothing at all is drawn', version: '1.6', faults: { meterShare: 0 } },
  { says: 'lies: half of it', version: '2.0.1', faults: { meterShare: 0.5 } },
  { says: 'stays Charging with 0 W', version: '1.6', faults: { staysCharging: true } },
  { says: 'has a clock two minutes ahead', version: '1.6', faults: { clockAheadMs: 120_000 } },
  { says: 'has a clock two minutes behind', version: '2.0.1', faults: { clockAheadMs: -120_000 } },
  { says: 'has a clock 90 s behind', version: '1.6', faults: { clockAheadMs: -90_000 } },
];

tellStories(STORIES);
