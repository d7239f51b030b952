// What the manifests take from the rest of the project: exit codes from the manual, the verdict of the program itself on
// arguments and configuration.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { project } from './render.mjs';

/** The exit codes whose row in docs/troubleshooting.md ends with "no": a retry does not help. */
export function codesWithoutRetry() {
  const manual = readFileSync(`${project}/docs/troubleshooting.md`, 'utf8');
  const table = manual.slice(manual.indexOf('## Exit codes'));
  return [...table.matchAll(/^\| (\d+) \|.*\| no \|$/gm)].map((match) => Number(match[1]));
}

/** How the program ends with these arguments, its configuration file given as text. Nothing is inherited. */
export function runProgram(args, configuration, env) {
  const program = process.env.SYNC_PROGRAM ?? `${project}/build/release/copilot-metrics-sync`;
  const directory = mkdtempSync(join(tmpdir(), 'k8s-test.'));
  const file = join(directory, 'copilot-metrics-sync.yaml');
  writeFileSync(file, configuration);
  try {
    return spawnSync(program, args.map((arg) => (arg.endsWith('copilot-metrics-sync.yaml') ? file : arg)), {
      env,
      encoding: 'utf8',
      timeout: 60_000,
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}
