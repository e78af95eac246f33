import { useEffect } from 'react';

const tags = [
  ['robots', 'noindex'],
  ['referrer', 'no-referrer'],
] as const;

/**
 * While the calling page is shown, search engines leave it out and no page that it links to learns its address, which is
 * a key to the visit. Afterwards the head is as it was.
 */
export function usePrivatePage(): void {
  useEffect(() => {
    const restore = tags.map(([name, content]) => setMeta(name, content));
    return () => {
      for (const undo of restore) undo();
    };
  }, []);
}

function setMeta(name: string, content: string): () => void {
  const found = document.head.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);
  if (found) {
    const before = found.content;
    found.content = content;
    return () => {
      found.content = before;
    };
  }
  const added = document.createElement('meta');
  added.name = name;
  added.content = content;
  document.head.append(added);
  return () => added.remove();
}
