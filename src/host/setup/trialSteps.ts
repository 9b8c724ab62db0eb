import type { ProviderErrorKind } from '../../core/model/providerError.ts';

/** What can be done after a key was tried in vain. */
export type TrialStep = 'other-endpoint' | 'same-key' | 'other-model' | 'other-key';

const STEPS: Readonly<Record<ProviderErrorKind, readonly TrialStep[]>> = {
  // BigModel and Z.ai do not know each other's keys, and a plan's key is told elsewhere that the balance is empty.
  'invalid-credential': ['other-endpoint', 'other-key'],
  'wrong-endpoint': ['other-endpoint', 'other-key'],
  'no-balance': ['other-endpoint', 'other-model'],
  'no-credential': ['other-key'],
  'expired-credential': ['other-key'],
  // A key on trial is bound to the address that it is tried at, so the address is at fault.
  'blocked-origin': [],
  'blocked-host': [],
  // Such is what a plan's endpoint says to a key that is in no plan.
  permission: ['other-endpoint', 'other-model'],
  quota: ['other-model'],
  'unknown-model': ['other-model'],
  'bad-request': ['other-model'],
  'context-too-long': ['other-model'],
  'content-filter': ['other-model'],
  'output-filter': ['other-model'],
  'rate-limit': ['same-key', 'other-model'],
  overloaded: ['same-key', 'other-model'],
  paused: ['same-key', 'other-model'],
  'queue-full': ['same-key'],
  'empty-answer': ['same-key', 'other-model'],
  server: ['same-key'],
  protocol: ['same-key'],
  dns: ['same-key'],
  unreachable: ['same-key'],
  'connection-lost': ['same-key'],
  tls: ['same-key'],
  'proxy-page': ['same-key'],
  'proxy-refused': ['same-key'],
  timeout: ['same-key'],
  deadline: ['same-key', 'other-model'],
  interrupted: ['same-key'],
  // Only another address helps.
  redirect: [],
};

/** The steps to offer, the most promising first; the key is to be typed anew only where it was refused. */
export function trialSteps(kind: ProviderErrorKind, provider: string): readonly TrialStep[] {
  const hasSiblings = /^(zhipu|zai)/.test(provider);
  return STEPS[kind].filter((step) => step !== 'other-endpoint' || hasSiblings);
}
