// Manifests that somebody broke: each is refused, and for its own reason. Every break starts from what is shipped, so a
// check that stops looking fails here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codesWithoutRetry, runProgram } from './contract.mjs';
import { configurationOf, jobOf, manifestsOf, one, render } from './render.mjs';
import * as rules from './rules.mjs';
import { typeMistakes } from './types.mjs';

const givenUp = codesWithoutRetry();

function mistakesOf(manifests) {
  return [
    ...manifests.flatMap(typeMistakes), ...rules.scheduleMistakes(manifests), ...rules.jobMistakes(manifests),
    ...rules.failurePolicyMistakes(manifests, givenUp), ...rules.podSecurityMistakes(manifests),
    ...rules.referenceMistakes(manifests), ...rules.networkMistakes(manifests),
  ];
}

/** `breaking` changes the parts of the rendered base; the mistakes have to match `pattern`. */
function broken(name, pattern, breaking) {
  test(`refused: ${name}`, () => {
    const manifests = render('base');
    assert.deepEqual(mistakesOf(manifests), []);
    const cronjob = one(manifests, 'CronJob');
    const job = jobOf(manifests).spec;
    const pod = job.template.spec;
    breaking({ manifests, cronjob, job, pod, container: pod.containers[0], network: one(manifests, 'NetworkPolicy') });
    const mistakes = mistakesOf(manifests);
    assert.ok(mistakes.some((mistake) => pattern.test(mistake)), mistakes.join('\n') || 'nothing was found');
  });
}

// what Kubernetes' types refuse
broken('an unknown member of the Job', /spec\.jobTemplate\.spec\.backofLimit: unknown member/, ({ job }) => { job.backofLimit = 1; });
broken('an unknown member deep in the pod', /containers\[0\]\.securityContext\.readOnlyRootFileSystem: unknown/, ({ container }) => {
  container.securityContext.readOnlyRootFileSystem = true;
});
broken('an unknown member of a rule', /podFailurePolicy\.rules\[1\]\.onExitCode: unknown/, ({ job }) => { job.podFailurePolicy.rules[1].onExitCode = {}; });
broken('an unknown member of the NetworkPolicy', /spec\.egres: unknown/, ({ network }) => { network.spec.egres = []; });
broken('a text where a number belongs', /backoffLimit must be integer/, ({ job }) => { job.backoffLimit = '1'; });
broken('a number where a text belongs', /schedule must be string/, ({ cronjob }) => { cronjob.spec.schedule = 5; });
broken('a quantity that is none', /resources\/limits\/memory|limits/, ({ container }) => { container.resources.limits.memory = '128 megabytes'; });
broken('a missing schedule', /required property schedule/, ({ cronjob }) => { delete cronjob.spec.schedule; });
broken('a missing container name', /required property name/, ({ container }) => { delete container.name; });
broken('an API version that is gone', /batch\/v1beta1 CronJob: no kind/, ({ cronjob }) => { cronjob.apiVersion = 'batch/v1beta1'; });

// what they would accept, and these manifests promise
broken('runs on top of one another', /concurrencyPolicy/, ({ cronjob }) => { cronjob.spec.concurrencyPolicy = 'Allow'; });
broken('the time zone of the controller', /timeZone/, ({ cronjob }) => { delete cronjob.spec.timeZone; });
broken('an hour that does not exist', /hour over 23/, ({ cronjob }) => { cronjob.spec.schedule = '17 5,13,25 * * *'; });
broken('a minute that does not exist', /is not 'M H,H,H/, ({ cronjob }) => { cronjob.spec.schedule = '99 5,13,21 * * *'; });
broken('one try a day', /1 tries a day/, ({ cronjob }) => { cronjob.spec.schedule = '17 5 * * *'; });
broken('tries that meet', /may run into the next/, ({ cronjob }) => { cronjob.spec.schedule = '17 5,7,21 * * *'; });
broken('no starting deadline', /startingDeadlineSeconds/, ({ cronjob }) => { delete cronjob.spec.startingDeadlineSeconds; });
broken('a pod that is killed before the program stops', /not above the program's deadline of 3000 s/, ({ pod }) => { pod.activeDeadlineSeconds = 3000; });
broken('a Job that is killed before its second pod', /no time for 2 pods/, ({ job }) => { job.activeDeadlineSeconds = 4000; });
broken('no Job deadline', /no time for/, ({ job }) => { delete job.activeDeadlineSeconds; });
broken('restarts in place, which hide exit codes', /restartPolicy/, ({ pod }) => { pod.restartPolicy = 'OnFailure'; });
broken('Jobs that are kept for ever', /ttlSecondsAfterFinished/, ({ job }) => { delete job.ttlSecondsAfterFinished; });
broken('no backoffLimit', /backoffLimit is missing/, ({ job }) => { delete job.backoffLimit; });
broken('an exit code that is retried in vain', /FailJob for 2,4, not 2,4,7/, ({ job }) => { job.podFailurePolicy.rules[1].onExitCodes.values = [2, 4]; });
broken('an exit code given up too soon', /FailJob for 2,3,4,7/, ({ job }) => { job.podFailurePolicy.rules[1].onExitCodes.values = [2, 3, 4, 7]; });
broken('the codes the other way round', /FailJob for , not/, ({ job }) => { job.podFailurePolicy.rules[1].onExitCodes.operator = 'NotIn'; });
broken('a policy on another container', /names no container/, ({ job }) => { job.podFailurePolicy.rules[1].onExitCodes.containerName = 'main'; });
broken('evictions that count', /disruption has to be ignored/, ({ job }) => { job.podFailurePolicy.rules.shift(); });
broken('a root pod', /runAsNonRoot/, ({ pod }) => { pod.securityContext.runAsNonRoot = false; });
broken('uid 0', /runAsUser/, ({ pod }) => { pod.securityContext.runAsUser = 0; });
broken('no seccomp', /seccompProfile/, ({ pod }) => { delete pod.securityContext.seccompProfile; });
broken('a capability', /capabilities/, ({ container }) => { container.securityContext.capabilities.add = ['NET_RAW']; });
broken('a writable root', /readOnlyRootFilesystem/, ({ container }) => { delete container.securityContext.readOnlyRootFilesystem; });
broken('privilege escalation', /allowPrivilegeEscalation/, ({ container }) => { delete container.securityContext.allowPrivilegeEscalation; });
broken('a path of the node', /not allowed/, ({ pod }) => { pod.volumes.push({ name: 'host', hostPath: { path: '/' } }); });
broken('the network of the node', /hostNetwork/, ({ pod }) => { pod.hostNetwork = true; });
broken('a spool without bounds', /sizeLimit/, ({ pod }) => { delete pod.volumes.find((volume) => volume.emptyDir).emptyDir.sizeLimit; });
broken('memory without bounds', /memory is not bounded/, ({ container }) => { delete container.resources.limits; });
broken('a token of the cluster in the pod', /of the pod is not false/, ({ pod }) => { delete pod.automountServiceAccountToken; });
broken('a token of the cluster by the account', /of the ServiceAccount is not false/, ({ manifests }) => {
  one(manifests, 'ServiceAccount').automountServiceAccountToken = true;
});
broken('a secret in the open', /GITHUB_TOKEN does not come from the Secret/, ({ container }) => {
  container.env.find(({ name }) => name === 'GITHUB_TOKEN').value = 'ghp_x';
  delete container.env.find(({ name }) => name === 'GITHUB_TOKEN').valueFrom;
});
broken('a mount of nothing', /there is no volume spol/, ({ container }) => { container.volumeMounts[1].name = 'spol'; });
broken('a ConfigMap that is not there', /there is no ConfigMap/, ({ pod }) => { pod.volumes[0].configMap.name = 'other'; });
broken('an account that is not there', /no such ServiceAccount/, ({ pod }) => { pod.serviceAccountName = 'default'; });
broken('a network policy for other pods', /does not select/, ({ network }) => { network.spec.podSelector.matchLabels = { app: 'x' }; });
broken('an open way in', /nobody connects/, ({ network }) => { network.spec.ingress = [{}]; });
broken('an open way out', /egress/, ({ network }) => { network.spec.egress.push({}); });
broken('a way out to everywhere', /without addresses allows all/, ({ network }) => { delete network.spec.egress[1].to; });

test('refused: a key given twice in the YAML', () => {
  assert.throws(() => manifestsOf('kind: Job\nspec: {}\nspec: {}\n'), /unique/);
});

test('refused: a configuration with an unknown key', () => {
  const env = { DATABASE_URL: 'sqlite:x.db', GITHUB_TOKEN: 't' };
  const configuration = configurationOf(render('base')).replace('backfill_days', 'backfil_days');
  const shown = runProgram(['config', 'show', '--config', 'copilot-metrics-sync.yaml'], configuration, env);
  assert.equal(shown.status, 2);
  assert.match(shown.stderr, /backfil_days.*backfill_days/);
});
