import { ok } from '../answers.ts';
import { route } from '../route.ts';
import { alarmList } from '../schemas.ts';

export const alarmRoutes = [
  route({
    method: 'get',
    path: '/api/v1/alarms',
    operationId: 'listAlarms',
    summary: 'Conditions that need a person, as they are now',
    tag: 'decisions',
    permission: 'read',
    answer: { status: 200, schema: alarmList, description: 'All alarms.' },
    handle: (_input, { control, present }) => {
      const { atMs, alarms } = control.view();
      return ok({ at: present.time(atMs), items: alarms.map(present.alarm) });
    },
  }),
];
