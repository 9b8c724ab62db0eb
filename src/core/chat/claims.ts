import { linkedPlace, type PlaceInFile, placeInFile, readableTarget } from '../text/placeInFile.ts';
import { linesOfText } from './codeBlockAt.ts';

/** A place in a file that an answer says there is. */
export interface PlaceClaim extends PlaceInFile {
  readonly kind: 'place';
  /** As it stands in the answer: the inline code, or the link's `readableTarget`. */
  readonly text: string;
}

/** A name, or a call of it, that an answer says there is. */
export interface NameClaim {
  readonly kind: 'name';
  readonly text: string;
  readonly name: string;
  /** What stands before the name's last separator: `Cart` of `shop.Cart.total`; empty when nothing does. */
  readonly owner: string;
  /** It cannot be a plain word or a placeholder: a call, an owner's member, several words in one. */
  readonly isDistinct: boolean;
}

export type Claim = PlaceClaim | NameClaim;

/** More are not looked up: an answer that names so many is a list. */
const MOST_CLAIMS = 80;

/** What Markdown says there is in the code, each text once, in its order: in inline code, and as targets of links. */
export function claimsIn(markdown: string): readonly Claim[] {
  const claims = new Map<string, Claim>();
  for (const line of linesOfText(markdown)) {
    for (const claim of claimsOfLine(line)) {
      if (claims.size === MOST_CLAIMS) return [...claims.values()];
      if (!claims.has(claim.text)) claims.set(claim.text, claim);
    }
  }
  return [...claims.values()];
}

/** A link whose text holds no other, or a run of backticks up to the next one of its length. */
const LINK_OR_CODE =
  /\\[\\`[\]]|\[(?:[^[\]\\]|\\.){0,300}\]\(<?([^\s<>()]{1,500})>?\)|(`{1,9})(?!`)(.{0,300}?[^`])\2(?!`)|`+/g;

function claimsOfLine(line: string): readonly Claim[] {
  if (!line.includes('`') && !line.includes('](')) return [];
  return [...line.matchAll(LINK_OR_CODE)].flatMap(([, target, , code]): readonly Claim[] => {
    if (target !== undefined) return linkClaim(target);
    return code === undefined ? [] : codeClaim(trimmed(code));
  });
}

/** One space at each end belongs to the marks, as in CommonMark. */
const trimmed = (code: string): string => /^ (.*[^ ].*) $/.exec(code)?.[1] ?? code;

function linkClaim(target: string): readonly Claim[] {
  const place = linkedPlace(target);
  if (!place?.hasLine) return [];
  const { path, startLine, endLine } = place;
  return [{ kind: 'place', text: readableTarget(target), path, startLine, endLine }];
}

function codeClaim(text: string): readonly Claim[] {
  const place = placeInFile(text);
  if (place) return [{ kind: 'place', text, ...place }];
  const name = nameClaim(text);
  return name ? [name] : [];
}

/** `Cart`, `cart.total`, `std::sort(a, b)`, `Cart#add()`, `new Cart()`, `List<T>`, `@cached`. */
const NAME =
  /^(?:new |@|&|\*)?(?<chain>[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\?\.|\.|::|->|#)#?[\p{L}_$][\p{L}\p{N}_$]*){0,6})[?!]?(?:<[^<>()]{0,60}>)?(?<call>\([^()]{0,120}\))?;?$/u;

const SEPARATOR = /\?\.|\.|::|->|#/;

/** Such names are files, not members. */
const FILE_ENDING =
  /^(?:[cm]?[jt]sx?|json[5c]?|mdx?|pyi?|go|mod|sum|rs|java|kts?|scala|cs|csproj|cc|cpp|cxx|hh|hpp|rb|php|lua|swift|exs?|html?|css|s[ac]ss|less|vue|svelte|ya?ml|toml|xml|ini|cfg|conf|env|lock|sh|bat|ps1|sql|proto|txt|csv|log|svg|png|ipynb|gitignore)$/i;

/** Words of languages, not names: values, statements, types. */
const WORDS = new Set(
  (
    'true false True False null undefined None nil nullptr NaN Infinity this self super cls it and or not in is if else elif for ' +
    'while do return break continue switch case default class function def fn func var let const import export from ' +
    'async await yield try catch except finally throw throws raise new delete typeof instanceof void int integer ' +
    'string str bool boolean number float double char byte short long unsigned signed auto any unknown never object ' +
    'static public private protected internal final abstract interface enum struct trait impl type where match mod use ' +
    'pub mut ref move lambda pass with as go defer select chan range package print assert global nonlocal del ' +
    'extends implements override virtual readonly get set of using namespace template typename goto sizeof'
  ).split(' '),
);

const OWN = /^(?:this|self|super|cls)$/;

function nameClaim(text: string): NameClaim | undefined {
  const { chain, call } = NAME.exec(text)?.groups ?? {};
  if (chain === undefined) return undefined;
  const names = chain.split(SEPARATOR).filter((part) => part !== '');
  const name = names.at(-1) ?? '';
  const above = names.at(-2) ?? '';
  if (above !== '' && !call && FILE_ENDING.test(name)) return undefined;
  if (above === '' && WORDS.has(name)) return undefined;
  const isCompound = /\p{Ll}\p{Lu}|[\p{L}\p{N}]_[\p{L}\p{N}]/u.test(name);
  return {
    kind: 'name',
    text,
    name,
    owner: OWN.test(above) ? '' : above,
    isDistinct: call !== undefined || above !== '' || isCompound,
  };
}
