/**
 * Under which name each model of ERNIE's first API is reached (one-api and Qianfan's SDK). A model that was deployed by
 * the user has a name of its own there, which needs no entry.
 */
const ENDPOINTS: Readonly<Record<string, string>> = {
  'ernie-4.0-8k': 'completions_pro',
  'ernie-4.0-turbo-8k': 'ernie-4.0-turbo-8k',
  'ernie-3.5-8k': 'completions',
  'ernie-speed-8k': 'ernie_speed',
  'ernie-speed-128k': 'ernie-speed-128k',
  'ernie-lite-8k': 'ernie-lite-8k',
  'ernie-lite-8k-0922': 'eb-instant',
  'ernie-tiny-8k': 'ernie-tiny-8k',
  'ernie-bot-8k': 'ernie_bot_8k',
};

/** The last part of a model's address; a name that is not in the table is taken for one. */
export const ernieEndpoint = (model: string): string => ENDPOINTS[model.toLowerCase()] ?? model;
