const tasks: (() => void)[] = [];

/** Runs `task` when the process ends, by itself or by a signal; the task added last runs first. */
export function atExit(task: () => void): void {
  if (tasks.length === 0) {
    process.on('exit', () => {
      for (const run of tasks.reverse()) run();
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => process.exit(1));
  }
  tasks.push(task);
}
