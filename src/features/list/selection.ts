/** Which rows are chosen. Sets are replaced, never changed, so that a component notices. */
export type Selection = ReadonlySet<string>;

export const nothingSelected: Selection = new Set();

export function toggled(selection: Selection, id: string): Selection {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/**
 * Everything from the anchor to the row, as the row becomes by this press: a range can be taken back as it was given.
 * Without an anchor in the list it is the row alone.
 */
export function rangeToggled(
  selection: Selection,
  ids: readonly string[],
  anchor: string | undefined,
  id: string,
): Selection {
  const [from, to] = [anchor === undefined ? -1 : ids.indexOf(anchor), ids.indexOf(id)];
  if (from < 0 || to < 0) return toggled(selection, id);
  const next = new Set(selection);
  const select = !selection.has(id);
  for (const each of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (select) next.add(each);
    else next.delete(each);
  }
  return next;
}

/** What of it is still in the list: a visit that has left it cannot be meant any more. */
export function stillShown(selection: Selection, ids: readonly string[]): Selection {
  const kept = ids.filter((id) => selection.has(id));
  return kept.length === selection.size ? selection : new Set(kept);
}
