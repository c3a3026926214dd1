import { caseText } from '../../../dispatch/index.ts';
import { found, ok } from '../answers.ts';
import { route } from '../route.ts';
import { allocationSchema, caseSchema, planSchema } from '../schemas.ts';

const tag = 'decisions';

export const allocationRoutes = [
  route({
    method: 'get',
    path: '/api/v1/allocations/latest',
    operationId: 'getLatestAllocation',
    summary: 'What the latest tick decided, with reasons',
    tag,
    permission: 'read',
    answer: { status: 200, schema: allocationSchema, description: 'Setpoints and reasons.' },
    handle: (_input, { control, present }) => {
      const { atMs, setpoints, overcommitted } = found(
        control.view().allocation,
        'allocation yet: the control loop has not ticked',
      );
      return ok({
        at: present.time(atMs),
        setpoints: setpoints.map(({ connectorId, limitKw, limitedBy }) => ({
          connectorId,
          limitKw,
          limitedBy: present.limitedBy(limitedBy),
        })),
        overcommitted: overcommitted.map(({ rowId, nodeId, excess }) => ({ rowId, nodeId, excess })),
      });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/allocations/latest/case',
    operationId: 'getLatestCase',
    summary: 'The latest decision with everything it was made from: `headroom replay` decides it again anywhere',
    tag,
    permission: 'read',
    answer: {
      status: 200,
      schema: caseSchema,
      description: 'The case. Names of nodes and connectors are in it, cards are not.',
    },
    handle: (_input, { control }) => {
      const recorded = found(control.decision(), 'allocation yet: the control loop has not ticked');
      return ok(caseSchema.parse(JSON.parse(caseText(recorded))));
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/plans/latest',
    operationId: 'getLatestPlan',
    summary: 'The plan that is in use',
    tag,
    permission: 'read',
    answer: { status: 200, schema: planSchema, description: 'The plan.' },
    handle: (_input, { control, present }) => ok(present.plan(found(control.view().plan, 'plan in use'))),
  }),
];
