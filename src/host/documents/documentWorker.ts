import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../../core/text/describeError.ts';
import type {
  DocumentWorkerData,
  FromDocumentWorker,
  ToDocumentWorker,
} from '../../protocol/documentMessages.ts';
import { DocumentIndex } from './documentIndex.ts';
import { readIndexFile, writeIndexFile } from './indexFile.ts';

type Search = Extract<ToDocumentWorker, { type: 'search' }>;

const port = parentPort!;
const { indexFile } = workerData as DocumentWorkerData;
const searches = new Map<number, AbortController>();
const say = (message: FromDocumentWorker): void => port.postMessage(message);
const index = readIndexFile(indexFile).then((stored) => new DocumentIndex(stored));
let work: Promise<void> = Promise.resolve();

port.on('message', (message: ToDocumentWorker) => {
  if (message.type === 'search') {
    const controller = new AbortController();
    searches.set(message.id, controller);
    work = work.then(() => search(message, controller.signal));
  } else if (message.type === 'cancel') searches.get(message.id)?.abort();
  else void work.then(() => port.close());
});

async function search(message: Search, signal: AbortSignal): Promise<void> {
  const { id, question, maxPassages } = message;
  try {
    const documents = await index;
    const counts = await documents.update(message, (done) => say({ type: 'progress', id, done }), signal);
    say({ type: 'found', id, passages: await documents.search(question, maxPassages), counts });
    if (documents.hasChanged) await save(documents);
  } catch (error) {
    if (!signal.aborted) say({ type: 'failed', id, message: describeError(error) });
  } finally {
    searches.delete(id);
  }
}

async function save(documents: DocumentIndex): Promise<void> {
  try {
    await writeIndexFile(indexFile, documents.stored());
  } catch (error) {
    say({ type: 'not-saved', message: describeError(error) });
  }
}
