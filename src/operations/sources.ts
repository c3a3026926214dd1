import type { Actor } from './deps.ts';
import { done, refuse, type Result } from './result.ts';
import type { Workplace } from './workplace.ts';

export type SourceOperations = {
  /** The source says that it is alive. Only the key of that name may say so: another's word would keep a dead one in control. Not in the audit: its loss is an alarm. */
  sourceHeartbeat(sourceId: string, actor: Actor): Result<{ readonly sourceId: string }>;
};

export function sourceOperations({ control, site }: Workplace): SourceOperations {
  return {
    sourceHeartbeat: (sourceId, actor) => {
      if (!(site.sources ?? []).some(({ id }) => id === sourceId))
        return refuse('not-found', `no source of limits ${sourceId}`);
      if (actor.via !== 'rest' || actor.name !== sourceId)
        return refuse('forbidden', `only the API key named ${sourceId} may say that ${sourceId} is alive`);
      control.post({ kind: 'heartbeat', sourceId });
      return done({ sourceId });
    },
  };
}
