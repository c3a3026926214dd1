import type { Scenario } from '../scenario.ts';
import { MaximumFlow } from './maximum-flow.ts';
import { stayGroups, type StayGroup } from './stays.ts';

/**
 * The most energy (kWh) that anyone who knew the future could deliver below one cap of `capKw`, exact: a maximum flow
 * source -> car (need) -> interval (its most) -> sink (cap). Ideal batteries, continuous limits, all other rows left out.
 */
export function oneCapOptimumKwh(scenario: Scenario, capKw: number): number {
  return stayGroups(scenario).reduce((sum, group) => sum + groupKwh(group, capKw), 0);
}

function groupKwh({ stays, hours }: StayGroup, capKw: number): number {
  const network = new MaximumFlow();
  const interval = (index: number): number => 2 + index;
  stays.forEach(({ needKwh, mostKw, from, to }, k) => {
    const car = 2 + hours.length + k;
    network.edge(0, car, needKwh);
    for (let index = from; index < to; index++) network.edge(car, interval(index), mostKw * (hours[index] ?? 0));
  });
  hours.forEach((hour, index) => network.edge(interval(index), 1, capKw * hour));
  return network.solve();
}
