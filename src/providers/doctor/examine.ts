import type { Check, Fact, Finding, Verdict } from '../../core/doctor/finding.ts';
import { isHostAllowed } from '../../core/model/allowedHosts.ts';
import type { Model } from '../../core/model/model.ts';
import { hostOf } from '../../core/model/origin.ts';
import { ProviderError, type ProviderErrorKind } from '../../core/model/providerError.ts';
import type { Credential } from '../../core/model/providerInfo.ts';
import type { Clock } from '../clock.ts';
import { linkSignal } from '../clock.ts';
import { requireOwnOrigin } from '../credentials/ownOrigin.ts';
import { serverTime } from '../dialects/retryAfter.ts';
import { bringsKey, type Endpoint } from '../endpoint.ts';
import { createFail } from '../fail.ts';
import { classifyFailure } from '../policy/classifyFailure.ts';
import type { Inspector, ServerCertificate } from '../transport/inspector.ts';
import { discardBody } from '../transport/readText.ts';
import type { Transport } from '../transport/transport.ts';
import { type CallDeps, callForLimit, callForLogin, callForStream, callForTools } from './calls.ts';
import { keyForm } from './keyForm.ts';
import { type ProxySettings, proxyFor } from './proxyFor.ts';

/** What is examined, and under which circumstances. */
export interface Patient {
  readonly endpoint: Endpoint;
  /** What is asked of a model is left out when absent. */
  readonly model?: Model;
  /** What an answer may have at most, as the user has set it. */
  readonly maxOutputTokens: number;
  readonly allowedHosts: readonly string[];
  /** Settings that cannot be used. */
  readonly badSettings: readonly string[];
  /** `undefined` when requests go past the editor's network. */
  readonly proxy: ProxySettings | undefined;
}

export interface ExamineDeps extends Omit<CallDeps, 'monotonic'> {
  /** The one that the endpoint's requests go over. */
  readonly transport: Transport;
  readonly inspector: Inspector;
  readonly credential: (signal: AbortSignal) => Promise<Credential | undefined>;
  readonly listModels: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly clock: Clock;
}

/** A certificate that ends within this is worth a word. */
const SOON_MS = 14 * 24 * 3600 * 1000;

/** A clock that is wrong by more makes tokens and signatures invalid. */
const SKEW_MS = 60_000;

const REACH_MS = 15_000;

/** Failures after which no other call to the model can succeed. */
const HOPELESS: ReadonlySet<ProviderErrorKind> = new Set([
  'no-credential',
  'invalid-credential',
  'expired-credential',
  'wrong-endpoint',
  'permission',
  'blocked-origin',
  'blocked-host',
  'no-balance',
  'quota',
  'unknown-model',
  'redirect',
  'dns',
  'unreachable',
  'tls',
  'proxy-page',
]);

/**
 * Looks at everything between here and a model's answer, one thing after the other, and goes on after what failed as far
 * as that still tells anything. It makes at most `MOST_CALLS` calls to the model. Throws `signal.reason`.
 */
export async function* examine(
  deps: ExamineDeps,
  patient: Patient,
  signal: AbortSignal,
): AsyncGenerator<Finding, void, void> {
  const { clock } = deps;
  const { endpoint, model, allowedHosts, badSettings } = patient;
  const { baseUrl } = endpoint;
  const failed = new Set<Check>();
  const find = (check: Check, verdict: Verdict, fact: Fact): Finding => {
    if (verdict === 'failed') failed.add(check);
    return { check, verdict, fact };
  };
  const ok = (check: Check, fact: Fact): Finding => find(check, 'ok', fact);
  const skip = (check: Check, fact: Fact): Finding => find(check, 'skipped', fact);
  const depends = (check: Check, on: Check): Finding => skip(check, { is: 'depends', on });
  const fail = createFail({
    provider: endpoint.id,
    host: hostOf(baseUrl),
    ...(model && { modelName: model.name }),
    secrets: Object.values(endpoint.headers),
  });
  /** What went wrong on the way; anything but a failure of the way itself is thrown. */
  const broken = (check: Check, error: unknown): Finding => {
    if (signal.aborted) throw signal.reason;
    const known =
      error instanceof ProviderError ? error : fail({ kind: classifyFailure(error), cause: error });
    return find(check, 'failed', { is: 'error', error: known });
  };

  yield badSettings.length === 0
    ? ok('settings', { is: 'settings-read' })
    : find('settings', 'failed', { is: 'settings-bad', names: badSettings });

  const credential = await deps.credential(signal);
  try {
    requireOwnOrigin(endpoint.id, baseUrl, credential);
    yield ok('address', { is: 'address-fine', origin: new URL(baseUrl).origin });
  } catch (error) {
    yield broken('address', error);
  }

  if (allowedHosts.length === 0) yield ok('hosts', { is: 'any-host' });
  else if (isHostAllowed(baseUrl, allowedHosts))
    yield ok('hosts', { is: 'host-allowed', host: hostOf(baseUrl) });
  else yield broken('hosts', fail({ kind: 'blocked-host' }));

  const barred = (['address', 'hosts'] as const).find((check) => failed.has(check));
  const proxy: Fact = barred ? { is: 'depends', on: barred } : proxyFor(baseUrl, patient.proxy);
  const isProxied = proxy.is === 'proxy';
  yield find('proxy', barred ? 'skipped' : 'ok', proxy);
  if (barred) yield* (['dns', 'tls', 'reach', 'clock'] as const).map((check) => depends(check, barred));
  else {
    yield await dns();
    yield await tls();
    yield* await reach();
  }

  yield keyFinding();
  const blocked = barred ?? (['reach', 'key'] as const).find((check) => failed.has(check));
  if (blocked) {
    yield* (['login', 'model', 'stream', 'limit', 'tools'] as const).map((check) => depends(check, blocked));
    return;
  }
  if (!model) {
    yield* (['login', 'model', 'stream', 'limit', 'tools'] as const).map((check) =>
      skip(check, { is: 'no-model' }),
    );
    return;
  }

  const calls: CallDeps = { ...deps, monotonic: () => clock.monotonic() };
  const call = async (check: Check, work: Promise<Pick<Finding, 'verdict' | 'fact'>>): Promise<Finding> => {
    try {
      const { verdict, fact } = await work;
      return find(check, verdict, fact);
    } catch (error) {
      if (!(error instanceof ProviderError) && !signal.aborted) throw error;
      return broken(check, error);
    }
  };
  const login = await call('login', callForLogin(calls, model, signal));
  yield login;
  yield await modelList(model);
  if (login.fact.is === 'error' && HOPELESS.has(login.fact.error.kind)) {
    yield* (['stream', 'limit', 'tools'] as const).map((check) => depends(check, 'login'));
    return;
  }
  yield await call('stream', callForStream(calls, model, signal));
  const tokens = Math.min(
    patient.maxOutputTokens,
    model.maxOutputTokens,
    Math.floor(model.contextTokens / 2),
  );
  yield await call('limit', callForLimit(calls, { model, tokens }, signal));
  yield model.can.tools
    ? await call('tools', callForTools(calls, model, signal))
    : skip('tools', { is: 'no-tools' });

  async function dns(): Promise<Finding> {
    if (/^[\d.]+$|^\[/.test(new URL(baseUrl).hostname)) return skip('dns', { is: 'no-name' });
    if (isProxied) return skip('dns', { is: 'left-to-proxy' });
    const startedAt = clock.monotonic();
    try {
      const addresses = await deps.inspector.addresses(baseUrl, signal);
      return ok('dns', { is: 'addresses', addresses, timeMs: clock.monotonic() - startedAt });
    } catch (error) {
      return broken('dns', error);
    }
  }

  async function tls(): Promise<Finding> {
    if (!baseUrl.startsWith('https:')) return skip('tls', { is: 'no-tls' });
    if (isProxied) return skip('tls', { is: 'left-to-proxy' });
    if (failed.has('dns')) return depends('tls', 'dns');
    try {
      const [verdict, fact] = judge(await deps.inspector.certificate(baseUrl, signal), clock.now());
      return find('tls', verdict, fact);
    } catch (error) {
      return broken('tls', error);
    }
  }

  /** A bare GET without key or header: whatever answers it is there, and says what time it is. */
  async function reach(): Promise<readonly Finding[]> {
    const link = linkSignal(signal);
    const timer = clock.setTimer(
      () => link.abort(new DOMException('no reply in time', 'TimeoutError')),
      REACH_MS,
    );
    const startedAt = clock.monotonic();
    try {
      const headers = { accept: 'application/json' };
      const reply = await deps.transport.send(
        { method: 'GET', url: new URL(baseUrl).origin, headers },
        link.signal,
      );
      const timeMs = clock.monotonic() - startedAt;
      await discardBody(reply);
      const time = serverTime(reply.headers);
      const skewMs = time === undefined ? 0 : clock.now() - time;
      return [
        ok('reach', { is: 'replied', status: reply.status, timeMs }),
        time === undefined
          ? skip('clock', { is: 'no-date' })
          : Math.abs(skewMs) > SKEW_MS
            ? find('clock', 'warning', { is: 'clock-wrong', skewMs })
            : ok('clock', { is: 'clock-right', skewMs }),
      ];
    } catch (error) {
      return [broken('reach', error), depends('clock', 'reach')];
    } finally {
      timer.cancel();
      link.unlink();
    }
  }

  function keyFinding(): Finding {
    if (!credential) {
      if (bringsKey(endpoint.headers)) return ok('key', { is: 'key-in-headers' });
      return endpoint.needsKey
        ? broken('key', fail({ kind: 'no-credential' }))
        : ok('key', { is: 'no-key-needed' });
    }
    const fact = keyForm(endpoint.id, credential.value, endpoint.auth);
    const verdicts = { 'key-there': 'ok', 'key-odd': 'warning', 'key-with-blanks': 'failed' } as const;
    return find('key', verdicts[fact.is], fact);
  }

  async function modelList({ name }: Model): Promise<Finding> {
    try {
      const names = await deps.listModels(signal);
      if (names.length === 0) return skip('model', { is: 'no-list' });
      if (names.includes(name)) return ok('model', { is: 'model-listed' });
      // Some lists are not complete: only the call itself knows.
      const verdict = failed.has('login') ? 'failed' : 'warning';
      return find('model', verdict, { is: 'model-not-listed', some: names.slice(0, SOME) });
    } catch (error) {
      return broken('model', error);
    }
  }
}

/** How many names of models are worth reading. */
const SOME = 10;

function judge(certificate: ServerCertificate, now: number): [Verdict, Fact] {
  const { issuer, from, until, protocol, otherNames, distrust } = certificate;
  if (until < now) return ['failed', { is: 'certificate-ended', until }];
  if (from > now) return ['failed', { is: 'certificate-not-begun', from }];
  if (otherNames !== undefined) return ['failed', { is: 'certificate-of-others', names: otherNames }];
  // The editor may know the issuer from the system; whether it does, the next check tells.
  if (distrust !== undefined) return ['warning', { is: 'certificate-unknown', issuer, reason: distrust }];
  if (until < now + SOON_MS) return ['warning', { is: 'certificate-ends', until }];
  return ['ok', { is: 'certificate', issuer, until, protocol }];
}
