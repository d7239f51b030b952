// What these manifests promise beyond being valid. Each rule returns a sentence for each way in which it is broken.
import { parse } from 'yaml';
import { configurationOf, jobOf, one } from './render.mjs';

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** `1h30m`, `50m`, `90s` in seconds. */
export function seconds(duration) {
  const unit = { h: 3600, m: 60, s: 1 };
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, name]) => sum + Number(count) * unit[name], 0);
}

/** Minutes of the day at which a schedule `M H,H,H * * *` fires; throws for any other form. */
export function firingMinutes(schedule) {
  const match = /^(\d{1,2}) (\d{1,2}(?:,\d{1,2})*) \* \* \*$/.exec(schedule);
  if (!match || Number(match[1]) > 59) throw new Error(`schedule '${schedule}' is not 'M H,H,H * * *'`);
  const hours = match[2].split(',').map(Number);
  if (hours.some((hour) => hour > 23)) throw new Error(`schedule '${schedule}' has an hour over 23`);
  return hours.map((hour) => hour * 60 + Number(match[1]));
}

export function scheduleMistakes(manifests) {
  const mistakes = [];
  const { spec } = one(manifests, 'CronJob');
  if (spec.concurrencyPolicy !== 'Forbid') mistakes.push('concurrencyPolicy is not Forbid');
  if (spec.timeZone !== 'Etc/UTC') mistakes.push('timeZone is not Etc/UTC');
  let minutes = [];
  try {
    minutes = firingMinutes(spec.schedule);
  } catch (error) {
    return [...mistakes, error.message];
  }
  if (minutes.length !== 3) mistakes.push(`schedule: ${minutes.length} tries a day, not 3`);
  const gaps = minutes.map((minute, i) => (minutes[(i + 1) % minutes.length] - minute + 1440) % 1440 || 1440);
  const shortest = Math.min(...gaps) * 60;
  if (!(spec.startingDeadlineSeconds > 100)) mistakes.push('startingDeadlineSeconds is missing or too short');
  if (spec.startingDeadlineSeconds + spec.jobTemplate.spec.activeDeadlineSeconds > shortest)
    mistakes.push(`startingDeadlineSeconds: a late try may run into the next one, ${shortest} s later`);
  return mistakes;
}

export function jobMistakes(manifests) {
  const mistakes = [];
  const { spec } = jobOf(manifests);
  const pod = spec.template.spec;
  const program = seconds(parse(configurationOf(manifests)).sync.deadline);
  if (pod.restartPolicy !== 'Never') mistakes.push('restartPolicy is not Never');
  if (!Number.isInteger(spec.backoffLimit)) mistakes.push('backoffLimit is missing');
  if (!(pod.activeDeadlineSeconds >= program + 300))
    mistakes.push(`activeDeadlineSeconds of the pod is not above the program's deadline of ${program} s`);
  const inARow = spec.completionMode === 'Indexed' ? 1 : spec.backoffLimit + 1;
  if (!(spec.activeDeadlineSeconds > inARow * pod.activeDeadlineSeconds))
    mistakes.push(`activeDeadlineSeconds of the Job leaves no time for ${inARow} pods`);
  if (!(spec.ttlSecondsAfterFinished >= 3600)) mistakes.push('ttlSecondsAfterFinished is missing or too short to look');
  return mistakes;
}

/** `givenUp` are the exit codes for which the manual says that a retry does not help. */
export function failurePolicyMistakes(manifests, givenUp) {
  const { spec } = jobOf(manifests);
  const rules = spec.podFailurePolicy?.rules ?? [];
  const failing = rules.filter((rule) => rule.action === 'FailJob');
  const codes = failing.flatMap((rule) => (rule.onExitCodes?.operator === 'In' ? rule.onExitCodes.values : []));
  const mistakes = [];
  if (!same([...codes].sort(), [...givenUp].sort())) mistakes.push(`podFailurePolicy: FailJob for ${codes}, not ${givenUp}`);
  const containers = spec.template.spec.containers.map((container) => container.name);
  for (const rule of failing)
    if (!containers.includes(rule.onExitCodes?.containerName)) mistakes.push('podFailurePolicy names no container of the pod');
  if (rules[0]?.action !== 'Ignore' || rules[0]?.onPodConditions?.[0]?.type !== 'DisruptionTarget')
    mistakes.push('podFailurePolicy: a disruption has to be ignored, and first');
  return mistakes;
}

/** The Pod Security Standard `restricted`, and what goes beyond it: read-only root, no token, bounded memory and disk. */
export function podSecurityMistakes(manifests) {
  const mistakes = [];
  const pod = jobOf(manifests).spec.template.spec;
  const expect = (holds, sentence) => holds || mistakes.push(sentence);
  for (const name of ['hostNetwork', 'hostPID', 'hostIPC']) expect(!pod[name], `${name} is not allowed`);
  expect(pod.securityContext?.runAsNonRoot === true, 'runAsNonRoot is not true');
  expect(pod.securityContext?.runAsUser > 0, 'runAsUser is missing or root');
  expect(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', 'seccompProfile is not RuntimeDefault');
  expect(pod.automountServiceAccountToken === false, 'automountServiceAccountToken of the pod is not false');
  expect(pod.enableServiceLinks === false, 'enableServiceLinks is not false');
  const allowed = ['configMap', 'emptyDir', 'secret'];
  for (const { name, ...source } of pod.volumes) {
    expect(Object.keys(source).every((kind) => allowed.includes(kind)), `volume ${name} is of a kind that is not allowed`);
    if (source.emptyDir) expect(source.emptyDir.sizeLimit, `emptyDir ${name} has no sizeLimit`);
  }
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    const context = container.securityContext ?? {};
    expect(context.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation is not false');
    expect(same(context.capabilities, { drop: ['ALL'] }), 'capabilities are not: drop ALL');
    expect(context.readOnlyRootFilesystem === true, 'readOnlyRootFilesystem is not true');
    expect(!context.privileged && context.runAsUser !== 0, 'a privileged or root container');
    expect(container.resources?.limits?.memory && container.resources?.requests?.memory, 'memory is not bounded');
  }
  return mistakes;
}

/** No secret in any manifest; every volume and object that is named exists; the network is closed but for three ways out. */
export function referenceMistakes(manifests) {
  const mistakes = [];
  const pod = jobOf(manifests).spec.template.spec;
  if (manifests.some((manifest) => manifest.kind === 'Secret')) mistakes.push('a Secret does not belong here');
  const volumes = new Map(pod.volumes.map((volume) => [volume.name, volume]));
  for (const container of pod.containers) {
    for (const mount of container.volumeMounts)
      if (!volumes.delete(mount.name)) mistakes.push(`volumeMounts: there is no volume ${mount.name}`);
    for (const variable of container.env)
      if (!variable.valueFrom?.secretKeyRef) mistakes.push(`${variable.name} does not come from the Secret`);
  }
  for (const name of volumes.keys()) mistakes.push(`volume ${name} is mounted nowhere`);
  const names = (kind) => manifests.filter((manifest) => manifest.kind === kind).map((manifest) => manifest.metadata.name);
  for (const { configMap } of pod.volumes)
    if (configMap && !names('ConfigMap').includes(configMap.name)) mistakes.push(`there is no ConfigMap ${configMap.name}`);
  if (!names('ServiceAccount').includes(pod.serviceAccountName)) mistakes.push('there is no such ServiceAccount');
  if (one(manifests, 'ServiceAccount').automountServiceAccountToken !== false)
    mistakes.push('automountServiceAccountToken of the ServiceAccount is not false');
  return mistakes;
}

export function networkMistakes(manifests) {
  const mistakes = [];
  const { spec } = one(manifests, 'NetworkPolicy');
  const labels = jobOf(manifests).spec.template.metadata.labels;
  for (const [key, value] of Object.entries(spec.podSelector.matchLabels ?? {}))
    if (labels[key] !== value) mistakes.push('the NetworkPolicy does not select the pods');
  if (!same(spec.policyTypes, ['Ingress', 'Egress'])) mistakes.push('policyTypes: both directions have to be closed');
  if (spec.ingress?.length) mistakes.push('ingress: nobody connects to the pods');
  const ports = (spec.egress ?? []).map((rule) => (rule.ports ?? []).map((port) => `${port.protocol} ${port.port}`).join());
  if (!same(ports, ['UDP 53,TCP 53', 'TCP 443', 'TCP 5432'])) mistakes.push(`egress: ${ports.join('; ')}`);
  if (!spec.egress?.every((rule) => rule.to?.length)) mistakes.push('egress: a rule without addresses allows all');
  return mistakes;
}
