/** Asks the model at `baseUrl` one question, reads all of the answer, and returns the characters of its text. */
export type Client = (baseUrl: string) => Promise<number>;

/** What a measured process reports. */
export interface ClientMeasurement {
  /** User and system time of the whole process, in microseconds. */
  readonly cpuMicros: number;
  readonly characters: number;
}
