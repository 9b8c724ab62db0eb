/** What the script for formulas gives. */
export interface FormulaMaker {
  createFormula(tex: string, isDisplay: boolean): Node | undefined;
}

export type Typeset = (place: HTMLElement, tex: string, isDisplay: boolean) => void;

/** Sets formulas; what makes them is large, and loaded when the first one comes. */
export function createTypesetter(load: () => Promise<FormulaMaker>): Typeset {
  let maker: FormulaMaker | undefined;
  let loading: Promise<void> | undefined;
  return function typeset(place, tex, isDisplay) {
    if (maker) {
      const formula = maker.createFormula(tex, isDisplay);
      if (formula) place.replaceChildren(formula);
      return;
    }
    loading ??= load().then((loaded) => {
      maker = loaded;
    });
    // Without it what was written stays.
    loading.then(() => typeset(place, tex, isDisplay)).catch(() => {});
  };
}

/** Loads the script at an address: as the script that asks for it carries the policy's nonce, so does this one. */
export const loadFormulaMaker = (address: string): Promise<FormulaMaker> => import(address);
