// What `kubectl kustomize` makes of a folder, as objects.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export const project = fileURLToPath(new URL('../..', import.meta.url));
export const overlays = ['base', 'overlays/github-app', 'overlays/backfill', 'overlays/sharded'];

/** Every document; a mistake in the YAML, a key given twice included, throws. */
export function manifestsOf(text) {
  return parseAllDocuments(text, { uniqueKeys: true, strict: true }).map((document) => {
    if (document.errors.length) throw document.errors[0];
    return document.toJS();
  });
}

export const fileManifests = (path) => manifestsOf(readFileSync(`${project}/${path}`, 'utf8'));

const rendered = new Map();

/** The manifests of k8s/FOLDER, fresh objects at each call. Throws with kubectl's words. */
export function render(folder) {
  if (!rendered.has(folder)) {
    const kubectl = process.env.KUBECTL ?? 'kubectl';
    rendered.set(folder, execFileSync(kubectl, ['kustomize', `${project}/k8s/${folder}`], { encoding: 'utf8' }));
  }
  return manifestsOf(rendered.get(folder));
}

export const one = (manifests, kind) => {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} manifests of kind ${kind}, not one`);
  return found[0];
};

/** The Job that a CronJob makes, or the Job itself: `{ name, spec }`. */
export function jobOf(manifests) {
  const job = manifests.find((manifest) => manifest.kind === 'Job');
  if (job) return { name: job.metadata.name, spec: job.spec };
  const cronjob = one(manifests, 'CronJob');
  return { name: cronjob.metadata.name, spec: cronjob.spec.jobTemplate.spec };
}

/** The program's configuration in the ConfigMap. */
export const configurationOf = (manifests) => one(manifests, 'ConfigMap').data['copilot-metrics-sync.yaml'];
