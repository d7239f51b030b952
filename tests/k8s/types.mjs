// Kubernetes' own types, twice: kubernetes-models knows types, required members, enumerations and quantities, but lets
// unknown members pass; the attribute maps of the official client know every member's name.
import * as client from '@kubernetes/client-node';
import * as batch from 'kubernetes-models/batch/v1';
import * as core from 'kubernetes-models/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';

const kinds = {
  'batch/v1 CronJob': [batch.CronJob, 'V1CronJob'],
  'batch/v1 Job': [batch.Job, 'V1Job'],
  'v1 ConfigMap': [core.ConfigMap, 'V1ConfigMap'],
  'v1 Namespace': [core.Namespace, 'V1Namespace'],
  'v1 ServiceAccount': [core.ServiceAccount, 'V1ServiceAccount'],
  'networking.k8s.io/v1 NetworkPolicy': [networking.NetworkPolicy, 'V1NetworkPolicy'],
};

/** Paths of members that type `name` of the client does not have, e.g. `spec.backofLimit`. */
function unknownMembers(value, name, path) {
  const list = /^Array<(.*)>$/.exec(name);
  if (list) return Array.isArray(value) ? value.flatMap((item, i) => unknownMembers(item, list[1], `${path}[${i}]`)) : [];
  const type = client[name];
  if (!type?.getAttributeTypeMap || value === null || typeof value !== 'object') return [];
  const members = new Map(type.getAttributeTypeMap().map((member) => [member.baseName, member.type]));
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = path ? `${path}.${key}` : key;
    return members.has(key) ? unknownMembers(inner, members.get(key), here) : [`${here}: unknown member`];
  });
}

/** What Kubernetes' types have against a manifest: empty when nothing. */
export function typeMistakes(manifest) {
  const known = kinds[`${manifest.apiVersion} ${manifest.kind}`];
  if (!known) return [`${manifest.apiVersion} ${manifest.kind}: no kind that these manifests should have`];
  const [model, name] = known;
  const mistakes = unknownMembers(manifest, name, '');
  try {
    new model(structuredClone(manifest)).validate();
  } catch (error) {
    mistakes.push(error.message);
  }
  return mistakes;
}
