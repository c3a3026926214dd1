import { SingleBar } from 'cli-progress';

/** How far a run is. */
export type Progress = {
  /** `share` of the whole, 0 to 1. */
  advance(share: number): void;
  stop(): void;
};

const STEPS = 1000;

/** A bar with the expected end on the error stream; nothing where that is no terminal, so that logs and pipes stay clean. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { advance: () => {}, stop: () => {} };
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage} % · {duration_formatted} · ready in {eta_formatted}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    etaBuffer: 100,
    clearOnComplete: true,
  });
  bar.start(STEPS, 0);
  let shown = 0;
  return {
    advance: (share) => {
      const step = Math.floor(share * STEPS);
      if (step === shown) return;
      shown = step;
      bar.update(step);
      // A run never yields to timers: the bar must draw itself.
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
