import { request } from 'undici';

/** The least that can be done: undici reads the body, and nobody looks at it. Counts bytes. */
export async function createClient() {
  return async (baseUrl: string): Promise<number> => {
    const { body } = await request(`${baseUrl}/chat/completions`, { method: 'POST', body: '{}' });
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.length;
    return bytes;
  };
}
