/** Names of one kind, given in the order in which they are first used. */
export class Names {
  readonly #prefix: string;
  readonly #names = new Map<string, string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The new name of what was called so. */
  of(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const fresh = `${this.#prefix}${this.#names.size + 1}`;
    this.#names.set(name, fresh);
    return fresh;
  }
}
