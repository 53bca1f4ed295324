/** What a form kept as JSON over a sign-in, or null where it kept nothing. */
export function recalled<T>(text: string | undefined): T | null {
  try {
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}
