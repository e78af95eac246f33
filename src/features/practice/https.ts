/** The database takes https links only: whoever joins a video visit must not be listened to. */
export function isHttps(text: string): boolean {
  try {
    return new URL(text.trim()).protocol === 'https:';
  } catch {
    return false;
  }
}
