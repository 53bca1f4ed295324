/** Next calls this once in each process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { paceImmediates } = await import('@/lib/pace-immediates');
  paceImmediates();
  const { startPortal, whenStopping } = await import('@/lib/auth/startup');
  const { startJobRunner, stopJobRunner } = await import('@/lib/jobs/runner');
  const { closeProgressStreams } = await import('@/lib/rollout/run-progress');
  await startPortal();
  whenStopping(async () => {
    closeProgressStreams();
    await stopJobRunner();
  });
  startJobRunner();
}
