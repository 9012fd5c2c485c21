/**
 * The ids by which reports know the outputs, in their order and all different: the output's own hidden `id`, or else its
 * name; of two with the same name the later one is `name#2`.
 */
export function outputIds(
  outputs: readonly { readonly id?: string; readonly name: string }[],
  reserved: string,
): string[] {
  const used = new Set<string>([reserved]);
  return outputs.map(({ id, name }) => {
    const wanted = id || name;
    let candidate = wanted;
    for (let place = 2; used.has(candidate); place += 1) candidate = `${wanted}#${place}`;
    used.add(candidate);
    return candidate;
  });
}
