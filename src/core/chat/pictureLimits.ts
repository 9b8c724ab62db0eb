/** What a picture may be; the page makes it so, and the host takes no other. */
export const PICTURE_LIMITS = {
  /** With one question. */
  count: 5,
  /** Of the file that the user has. */
  fileBytes: 20 * 1024 * 1024,
  /** The longer side as it is sent: more is made smaller by the models themselves (Anthropic, “Vision”). */
  sidePx: 1568,
  /** As it is sent, and kept with the chat. */
  bytes: 1024 * 1024,
  thumbnailPx: 240,
  thumbnailBytes: 48 * 1024,
} as const;
