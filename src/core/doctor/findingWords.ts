import { noticeFor } from '../noticeFor.ts';
import type { Translate } from '../text/translate.ts';
import { duration } from '../usage/figures.ts';
import type { Check, Fact, Finding } from './finding.ts';

/** What was found, and what to do about it where something is to be done. */
export interface FindingWords {
  readonly said: string;
  readonly fix?: string;
}

export function checkName(check: Check, t: Translate): string {
  const names: Readonly<Record<Check, string>> = {
    settings: t('Settings'),
    address: t('Address'),
    hosts: t('Allowed hosts'),
    proxy: t('Proxy'),
    dns: t('Name'),
    tls: t('Certificate'),
    reach: t('Reachable'),
    clock: t('Clock'),
    key: t('Key'),
    login: t('Key accepted'),
    model: t('Model'),
    stream: t('Streaming'),
    limit: t('Output limit'),
    tools: t('Tools'),
  };
  return names[check];
}

export function findingWords({ fact }: Finding, t: Translate): FindingWords {
  switch (fact.is) {
    case 'settings-read':
      return { said: t('All settings can be read.') };
    case 'settings-bad':
      return {
        said: t('These settings cannot be used: {0}', fact.names.join(', ')),
        fix: t('Correct them in the settings; the log says what is wrong with each.'),
      };
    case 'address-fine':
      return { said: t('{0} may be spoken to.', fact.origin) };
    case 'any-host':
      return { said: t('Any host may be reached; inkstone.allowedHosts is empty.') };
    case 'host-allowed':
      return { said: t('inkstone.allowedHosts names {0}.', fact.host) };
    case 'no-proxy':
    case 'proxy':
    case 'proxy-of-system':
    case 'left-to-proxy':
      return { said: proxyWords(fact, t) };
    case 'addresses':
      return {
        said: t('It stands for {0}, found in {1}.', fact.addresses.join(', '), duration(fact.timeMs)),
      };
    case 'no-name':
      return { said: t('The address holds no name that would have to be looked up.') };
    case 'no-tls':
      return {
        said: t('The address is spoken to without encryption, which is allowed on this machine and network.'),
      };
    case 'certificate':
    case 'certificate-ends':
    case 'certificate-ended':
    case 'certificate-not-begun':
    case 'certificate-of-others':
    case 'certificate-unknown':
      return certificateWords(fact, t);
    case 'replied':
      return { said: t('It replied in {0} (HTTP {1}).', duration(fact.timeMs), fact.status) };
    case 'clock-right':
      return { said: t('The clocks of both sides agree within a minute.') };
    case 'clock-wrong':
      return {
        said:
          fact.skewMs > 0
            ? t('This machine’s clock is {0} ahead of the server’s.', duration(fact.skewMs))
            : t('This machine’s clock is {0} behind the server’s.', duration(-fact.skewMs)),
        fix: t('Set the clock of this machine by the network: keys and signatures depend on it.'),
      };
    case 'no-date':
      return { said: t('The server does not say what time it is.') };
    case 'key-there':
    case 'key-in-headers':
    case 'no-key-needed':
    case 'key-odd':
    case 'key-with-blanks':
      return keyWords(fact, t);
    case 'let-in':
      return { said: t('{0} answered in {1}.', fact.model, duration(fact.timeMs)) };
    case 'model-listed':
      return { said: t('The endpoint’s list of models holds it.') };
    case 'model-not-listed':
      return {
        said: t('The endpoint’s list of models does not hold it.'),
        fix: t('If the call failed, choose one that it has: {0}', fact.some.join(', ')),
      };
    case 'no-list':
      return { said: t('The endpoint does not list its models, which is usual.') };
    case 'no-model':
      return { said: t('No model was chosen to be asked.') };
    case 'streamed':
      return {
        said: t(
          'The first token came after {0}, all after {1} in {2} pieces, with the end mark.',
          duration(fact.firstMs),
          duration(fact.wholeMs),
          fact.pieces,
        ),
      };
    case 'in-one-piece':
      return {
        said: t('The answer came in one piece after {0}.', duration(fact.wholeMs)),
        fix: t(
          'A proxy or gateway in between may hold answers back; let it pass text/event-stream unbuffered.',
        ),
      };
    case 'limit-taken':
      return { said: t('An output limit of {0} tokens is taken.', fact.tokens) };
    case 'limit-refused':
      return {
        said: t('An output limit of {0} tokens is refused.', fact.tokens),
        fix: t('Lower inkstone.maxOutputTokens, or the model’s maxOutputTokens in inkstone.endpoints.'),
      };
    case 'tool-called':
      return { said: t('The model calls tools, with arguments that can be read.') };
    case 'tool-ignored':
      return {
        said: t('The model did not call a tool when told to.'),
        fix: t('Choose another model for work with tools; everything else is not affected.'),
      };
    case 'tool-garbled':
      return {
        said: t('The model called a tool with arguments that cannot be read.'),
        fix: t('Choose another model for work with tools; everything else is not affected.'),
      };
    case 'no-tools':
      return { said: t('The model is not said to call tools.') };
    case 'depends':
      return { said: t('Not looked at, because of “{0}”.', checkName(fact.on, t)) };
    case 'error': {
      const { what, next, code } = noticeFor(fact.error, t);
      return { said: `${what} (${code})`, fix: next };
    }
  }
}

type Of<Is extends Fact['is']> = Extract<Fact, { is: Is }>;

function proxyWords(
  fact: Of<'no-proxy' | 'proxy' | 'proxy-of-system' | 'left-to-proxy'>,
  t: Translate,
): string {
  switch (fact.is) {
    case 'proxy':
      return fact.from === 'setting'
        ? t('{0}, from the setting http.proxy.', fact.host)
        : t('{0}, from the environment.', fact.host);
    case 'proxy-of-system':
      return t('None is set in the editor or the environment; the editor follows the system.');
    case 'left-to-proxy':
      return t('Left to the proxy.');
    case 'no-proxy': {
      const because = {
        local: t('None: the address is on this machine or network.'),
        direct: t('None: inkstone.transport is “direct”.'),
        off: t('None: http.proxySupport is “off”.'),
        excluded: t('None: http.noProxy or NO_PROXY excludes the address.'),
      };
      return because[fact.because];
    }
  }
}

function certificateWords(
  fact: Of<
    | 'certificate'
    | 'certificate-ends'
    | 'certificate-ended'
    | 'certificate-not-begun'
    | 'certificate-of-others'
    | 'certificate-unknown'
  >,
  t: Translate,
): FindingWords {
  const askForNew = t('Ask whoever runs the server, or the proxy, for a new certificate.');
  switch (fact.is) {
    case 'certificate':
      return { said: t('Valid until {0}, issued by {1}, {2}.', day(fact.until), fact.issuer, fact.protocol) };
    case 'certificate-ends':
      return { said: t('Valid until {0} only.', day(fact.until)), fix: askForNew };
    case 'certificate-ended':
      return {
        said: t('It ended on {0}.', day(fact.until)),
        fix: `${t('Check this machine’s date.')} ${askForNew}`,
      };
    case 'certificate-not-begun':
      return {
        said: t('It is not valid before {0}.', day(fact.from)),
        fix: `${t('Check this machine’s date.')} ${askForNew}`,
      };
    case 'certificate-of-others':
      return {
        said: t('It is for other hosts: {0}', fact.names),
        fix: t('Correct the address in the settings; or somebody in between answers in the server’s place.'),
      };
    case 'certificate-unknown':
      return {
        said: t('Its issuer, {0}, is not known to Node ({1}).', fact.issuer, fact.reason),
        fix: t(
          'If the next check fails, add the issuer’s certificate to the system and keep http.systemCertificates on.',
        ),
      };
  }
}

function keyWords(
  fact: Of<'key-there' | 'key-in-headers' | 'no-key-needed' | 'key-odd' | 'key-with-blanks'>,
  t: Translate,
): FindingWords {
  switch (fact.is) {
    case 'key-there':
      return { said: t('There is one, and nothing about its form is unusual.') };
    case 'key-in-headers':
      return { said: t('It is in the endpoint’s own headers.') };
    case 'no-key-needed':
      return { said: t('None is needed.') };
    case 'key-odd':
      return {
        said: t('It does not look like a key of this provider, such as {0}.', fact.form),
        fix: t('Check that it was copied whole and belongs to this provider, or replace it.'),
      };
    case 'key-with-blanks':
      return {
        said: t('It holds blanks or characters that no key has.'),
        fix: t('Copy it again, without anything before or after it, and replace it.'),
      };
  }
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
