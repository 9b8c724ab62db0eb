import { type ModelServer, startModelServer } from '../modelServer.ts';
import { answerAsStandIn, STAND_IN_NAME } from './answerAsStandIn.ts';

/** About as fast as a hosted model writes. */
const TOKENS_PER_SECOND = 120;

/**
 * Serves the stand-in model on a free port of this machine. `INKSTONE_STAND_IN_TOKENS_PER_SECOND` sets its pace; 0 is
 * as fast as it can.
 */
export function startStandIn(environment: NodeJS.ProcessEnv): Promise<ModelServer> {
  const wanted = Number(environment.INKSTONE_STAND_IN_TOKENS_PER_SECOND ?? TOKENS_PER_SECOND);
  return startModelServer({
    answer: answerAsStandIn,
    models: [STAND_IN_NAME],
    ...(wanted > 0 && { tokensPerSecond: wanted }),
  });
}
