import { UserError } from '../../core/userError.ts';
import { t } from '../translate.ts';

/** What a gesture needs first. */
export function noModel(): UserError {
  return new UserError(
    'no-model',
    t('No model is set up yet.'),
    t('Add a key, or use a model on this machine.'),
    [
      { id: 'add-key', label: t('Add a Key') },
      { id: 'use-local-model', label: t('Use a Local Model') },
    ],
  );
}
