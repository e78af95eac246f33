type Key = { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

type RowAction =
  | { kind: 'move'; by: number; to?: number }
  | { kind: 'toggle'; range: boolean }
  | { kind: 'open' }
  | { kind: 'all' };

/** What a key means on a row in focus. */
export function rowKey(event: Key, pageRows: number, count: number): RowAction | undefined {
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === 'a' ? { kind: 'all' } : undefined;
  switch (event.key) {
    case 'ArrowDown':
      return { kind: 'move', by: 1 };
    case 'ArrowUp':
      return { kind: 'move', by: -1 };
    case 'PageDown':
      return { kind: 'move', by: pageRows };
    case 'PageUp':
      return { kind: 'move', by: -pageRows };
    case 'Home':
      return { kind: 'move', by: 0, to: 0 };
    case 'End':
      return { kind: 'move', by: 0, to: count - 1 };
    case ' ':
      return { kind: 'toggle', range: event.shiftKey };
    case 'Enter':
      return { kind: 'open' };
    default:
      return undefined;
  }
}
