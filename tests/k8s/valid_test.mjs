// The manifests as shipped: valid for Kubernetes, true to their promises, accepted by the program.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codesWithoutRetry, runProgram } from './contract.mjs';
import { configurationOf, fileManifests, jobOf, overlays, render } from './render.mjs';
import * as rules from './rules.mjs';
import { typeMistakes } from './types.mjs';

const givenUp = codesWithoutRetry();

test('the manual gives up on three exit codes', () => assert.deepEqual(givenUp, [2, 4, 7]));

test('the namespace is valid and enforces restricted pods', () => {
  const [namespace, ...more] = fileManifests('k8s/namespace.yaml');
  assert.deepEqual(more, []);
  assert.deepEqual(typeMistakes(namespace), []);
  assert.equal(namespace.metadata.labels['pod-security.kubernetes.io/enforce'], 'restricted');
  for (const folder of overlays)
    for (const manifest of render(folder)) assert.equal(manifest.metadata.namespace, namespace.metadata.name);
});

for (const folder of overlays) {
  test(`${folder}: valid and as promised`, () => {
    const manifests = render(folder);
    assert.deepEqual(manifests.map((manifest) => manifest.kind).sort(), [
      'ConfigMap', folder.endsWith('backfill') ? 'Job' : 'CronJob', 'NetworkPolicy', 'ServiceAccount'].sort());
    assert.deepEqual(manifests.flatMap(typeMistakes), []);
    if (!folder.endsWith('backfill')) assert.deepEqual(rules.scheduleMistakes(manifests), []);
    assert.deepEqual(rules.jobMistakes(manifests), []);
    assert.deepEqual(rules.failurePolicyMistakes(manifests, givenUp), []);
    assert.deepEqual(rules.podSecurityMistakes(manifests), []);
    assert.deepEqual(rules.referenceMistakes(manifests), []);
    assert.deepEqual(rules.networkMistakes(manifests), []);
  });

  test(`${folder}: the program accepts its configuration and its arguments`, (t) => {
    const manifests = render(folder);
    const container = jobOf(manifests).spec.template.spec.containers[0];
    const key = mkdtempSync(join(tmpdir(), 'k8s-test.'));
    t.after(() => rmSync(key, { recursive: true }));
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(key, 'private-key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const configuration = configurationOf(manifests).replace('/run/secrets/github-app', key);
    const env = Object.fromEntries(container.env.map(({ name }) => [name, `value-of-${name}`]));
    assert.ok(env.DATABASE_URL);
    env.DATABASE_URL = 'postgresql://sync:secret@127.0.0.1:9/metrics';

    const shown = runProgram(['config', 'show', '--config', 'copilot-metrics-sync.yaml'], configuration, env);
    assert.equal(shown.status, 0, shown.stderr);
    assert.match(shown.stdout, /deadline: "50m"/);
    assert.match(shown.stdout, /spool_dir: \/spool/);
    assert.doesNotMatch(shown.stdout, /secret@|value-of/);

    // Nobody answers at the database's address: it is asked only after arguments and configuration were found good.
    const ended = runProgram(container.args, configuration, env);
    assert.equal(ended.status, 6, ended.stderr);
    const without = runProgram(container.args, configuration, {});
    assert.equal(without.status, 2, without.stderr);
  });
}

test('the pod of the backfill is that of the CronJob but for its arguments', () => {
  const [daily, once] = ['base', 'overlays/backfill'].map((folder) => jobOf(render(folder)).spec);
  assert.equal(once.template.spec.containers[0].args[0], 'backfill');
  for (const { containers } of [daily.template.spec, once.template.spec]) delete containers[0].args;
  assert.deepEqual(once.template, daily.template);
  assert.deepEqual(once.podFailurePolicy, daily.podFailurePolicy);
});

test('the shards are one Indexed Job of the same pod', () => {
  const [daily, sharded] = ['base', 'overlays/sharded'].map((folder) => jobOf(render(folder)).spec);
  assert.equal(sharded.completionMode, 'Indexed');
  assert.ok(sharded.completions > 1 && sharded.completions === sharded.parallelism);
  delete sharded.template.spec.topologySpreadConstraints;
  assert.deepEqual(sharded.template, daily.template);
});

test('the App overlay knows no token', () => {
  const manifests = render('overlays/github-app');
  assert.doesNotMatch(JSON.stringify(manifests), /GITHUB_TOKEN/);
  const { spec } = jobOf(manifests).spec.template;
  assert.equal(spec.volumes.find((volume) => volume.secret).secret.defaultMode, 0o440);
});
