/** What every API that takes pictures takes; what the user has is made into one of them. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg'] as const;

/** A picture as a model is sent it. Sizes in px. */
export interface Picture {
  readonly mediaType: (typeof PICTURE_TYPES)[number];
  /** Base64. */
  readonly data: string;
  readonly width: number;
  readonly height: number;
}
