/** All that an answer may be made of. A name that is not here could load, run or navigate. */
export const ALLOWED_TAGS: ReadonlySet<string> = new Set(
  (
    'div p span h3 h4 h5 h6 ul ol li pre code a strong em s table thead tbody tr th td sup blockquote hr br button ' +
    'svg path math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable ' +
    'mtr mtd mpadded mphantom mstyle menclose'
  ).split(' '),
);

export const ALLOWED_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'class role tabindex title type start viewBox d aria-label aria-hidden aria-checked aria-disabled data-note ' +
    'data-to-note data-to-text'
  ).split(' '),
);

/** What a formula's elements may have besides. */
export const FORMULA_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'display displaystyle scriptlevel mathvariant form fence separator stretchy symmetric largeop movablelimits ' +
    'minsize maxsize lspace rspace accent accentunder linethickness width height depth voffset columnspan rowspan ' +
    'notation dir style'
  ).split(' '),
);
